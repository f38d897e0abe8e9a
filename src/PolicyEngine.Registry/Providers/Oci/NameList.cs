using System.Text.Json;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>Reads the lists of the distribution API: <c>tags</c> and <c>repositories</c>, over all pages.</summary>
internal static class NameList
{
    /// <summary>The greatest number of names of one list.</summary>
    internal const int Limit = 5_000_000;

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="member">The member with the names; null or absent in an empty list.</param>
    /// <param name="accept">What a name must be.</param>
    /// <returns>The names, each once, in ordinal order.</returns>
    /// <exception cref="RegistryException">A page cannot be read, or has an
    /// entry that is not such a name: which one is then unknown.</exception>
    internal static async Task<IReadOnlyList<string>> ReadAsync(
        RegistryHttp http,
        RegistryRequest first,
        string member,
        Func<string, bool> accept,
        CancellationToken cancellationToken
    )
    {
        var (names, isSorted) = (new List<string>(), true);
        await foreach (var page in Pages.ReadAsync(http, first, cancellationToken).ConfigureAwait(false))
        {
            if (!page.IsSuccess)
            {
                throw http.Failure(page, "list");
            }

            foreach (var name in Names(page, member))
            {
                if (name is null || !accept(name))
                {
                    throw new RegistryException(
                        $"{Redaction.Show(first.Uri)} lists '{Redaction.Show(name)}' among its {member}, which is not a valid name."
                    );
                }

                isSorted = isSorted && (names.Count == 0 || string.CompareOrdinal(names[^1], name) < 0);
                names.Add(name);
            }

            if (names.Count > Limit)
            {
                throw new RegistryException($"{Redaction.Show(first.Uri)} lists more than {Limit} {member}.");
            }
        }

        // Most registries sort them.
        return isSorted ? names : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static List<string?> Names(RegistryResponse page, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(page.Body, ManifestLimits.Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(member, out var list))
            {
                throw NoList(page, member);
            }

            return list.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array => list.EnumerateArray()
                    .Select(entry => entry.ValueKind == JsonValueKind.String ? entry.GetString() : null)
                    .ToList(),
                _ => throw NoList(page, member),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NoList(page, member);
        }
    }

    private static RegistryException NoList(RegistryResponse page, string member) =>
        new($"{Redaction.Show(page.Uri)} does not return a list of {member}.");
}
