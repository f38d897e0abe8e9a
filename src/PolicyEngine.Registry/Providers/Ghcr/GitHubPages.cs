using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Reads the documents of GitHub's REST API strictly: an entry
/// that is not understood fails, and is never left out. Pure.</summary>
internal static class GitHubPages
{
    /// <summary>The versions of a page.</summary>
    /// <exception cref="RegistryException">The answer is not a list of versions of a container package.</exception>
    internal static ImmutableArray<PackageVersion> Versions(RegistryResponse page) =>
        Read(page, root => root.Items().Select(Version).ToImmutableArray());

    /// <summary>One version.</summary>
    /// <exception cref="RegistryException">The answer is not a version of a container package.</exception>
    internal static PackageVersion SingleVersion(RegistryResponse response) =>
        Read(response, root => Version(root ?? throw new ManifestFormatException("It has no versions.")));

    /// <summary>The packages of a page: their names without their owner, and how many versions they say to have.</summary>
    /// <exception cref="RegistryException">The answer is not a list of packages.</exception>
    internal static ImmutableArray<(string Name, int? Versions)> Packages(RegistryResponse page) =>
        Read(page, root =>
            root.Items()
                .Select(p =>
                    (
                        p.Member("name").Text("name") ?? throw new ManifestFormatException("A package has no name."),
                        p.Member("version_count") is { ValueKind: JsonValueKind.Number } number
                        && number.TryGetInt32(out var count)
                        && count >= 0
                            ? count
                            : (int?)null
                    )
                )
                .ToImmutableArray()
        );

    /// <summary>The number of versions that a package says to have; null where it says nothing of it.</summary>
    /// <exception cref="RegistryException">The answer is not a package.</exception>
    internal static int? VersionCount(RegistryResponse package) => Read<int?>(package, root => root?.Member("version_count") switch
            {
                { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count >= 0 => count,
                null or { ValueKind: JsonValueKind.Null } when root?.Member("name").Text("name") is not null => null,
                _ => throw new ManifestFormatException("A package states no number of versions."),
            });

    /// <summary>Whether a page is said to follow.</summary>
    internal static bool HasNext(RegistryResponse page) => LinkHeader.Find(page.Headers["Link"], "next") is not null;

    /// <summary>The number of the last page; null where it is not told.</summary>
    /// <exception cref="RegistryException">The link cannot be understood.</exception>
    internal static int? LastPage(RegistryResponse page)
    {
        if (LinkHeader.Find(page.Headers["Link"], "last") is not { } link)
        {
            return null;
        }

        var query = link[(link.IndexOf('?', StringComparison.Ordinal) + 1)..];
        var number = query.Split('&').Select(p => p.Split('=', 2)).FirstOrDefault(p => p is ["page", _])?[1];
        return
            int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var last)
            && last is > 0 and <= Pages.Limit
            ? last
            : throw new RegistryException($"{Redaction.Show(page.Uri)} has an unexpected link to its last page: '{Redaction.Show(link)}'.");
    }

    private static PackageVersion Version(JsonElement version)
    {
        var name = version.Member("name").Text("name");
        if (name is null || !Digest.TryParse(name, out _))
        {
            throw new ManifestFormatException($"A version's name is '{Redaction.Show(name ?? "")}', which is not a digest.");
        }

        var tags = version
            .Member("metadata")
            ?.Member("container")
            ?.Member("tags")
            .Items()
            .Select(t => JsonMembers.Text(t, "tags") ?? "")
            .ToImmutableArray()
            ?? [];
        if (tags.FirstOrDefault(t => !OciNames.IsTag(t)) is { } wrong)
        {
            throw new ManifestFormatException($"A version has '{Redaction.Show(wrong)}' as a tag, which is not a valid tag.");
        }

        return new PackageVersion(
            version.Member("id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out var number)
                ? number
                : throw new ManifestFormatException("A version has no id."),
            name,
            Time(version, "created_at"),
            Time(version, "updated_at"),
            tags
        );
    }

    private static DateTimeOffset? Time(JsonElement version, string member) =>
        version.Member(member) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : null;

    private static T Read<T>(RegistryResponse response, Func<JsonElement?, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body, ManifestLimits.Json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ManifestFormatException)
        {
            var why = e is ManifestFormatException ? " " + Redaction.Show(e.Message) : "";
            throw new RegistryException($"{Redaction.Show(response.Uri)} does not answer as GitHub's API does.{why}", innerException: e);
        }
    }
}
