using System.Runtime.CompilerServices;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Follows pages by their Link headers, never away from the list that was asked for.</summary>
internal static class Pages
{
    /// <summary>The greatest number of pages of one list.</summary>
    internal const int Limit = 10_000;

    /// <summary>Reads page after page. The first answer is given whatever its status; the later ones are successes.</summary>
    /// <exception cref="RegistryException">
    /// A page fails, a link leads to another host or path, in a circle, or there are too many.
    /// </exception>
    internal static async IAsyncEnumerable<RegistryResponse> ReadAsync(
        RegistryHttp http,
        RegistryRequest first,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { first.Uri.AbsoluteUri };
        var response = await http.SendAsync(first, cancellationToken).ConfigureAwait(false);
        yield return response;
        while (response.IsSuccess && LinkHeader.Find(response.Headers["Link"], "next") is { } link)
        {
            var next = Next(first.Uri, response.Uri, link);
            if (!seen.Add(next.AbsoluteUri))
            {
                throw new RegistryException($"The pages of {Redaction.Show(first.Uri)} lead in a circle.");
            }

            if (seen.Count > Limit)
            {
                throw new RegistryException($"{Redaction.Show(first.Uri)} has more than {Limit} pages.");
            }

            response = await http.SendAsync(first with { Uri = next }, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccess)
            {
                throw http.Failure(response, "list the next page of");
            }

            yield return response;
        }
    }

    /// <summary>The URL of the next page.</summary>
    /// <exception cref="RegistryException">It is none, or leads elsewhere.</exception>
    internal static Uri Next(Uri first, Uri current, string link) =>
        Uri.TryCreate(current, link, out var next)
        && AddressRules.SameOrigin(first, next)
        && next.UserInfo.Length == 0
        && next.AbsolutePath == first.AbsolutePath
            ? next
            : throw new RegistryException(
                $"The next page of {Redaction.Show(first)} is at "
                    + $"'{Redaction.Show(link)}', which is another host or path; it is not "
                    + $"followed."
            );
}
