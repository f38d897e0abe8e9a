using System.Buffers;
using System.Globalization;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>The pages of a package and its versions on GitHub. Addresses that a
/// registry gives are checked, and never escaped into being valid. Pure.</summary>
internal static class PackagePage
{
    private static readonly SearchValues<char> s_address = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/%:"
    );
    private static readonly SearchValues<char> s_name = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/"
    );

    /// <summary>The package's page; null where there is none. Where the plan does not know it,
    /// the address is the one for organizations: they are who clean up by policy.</summary>
    public static string? Of(RepositoryPlan plan)
    {
        if (
            plan.Info is { Kind.HasPackages: true, Page: { } page }
            && page.StartsWith("https://", StringComparison.Ordinal)
            && !page.AsSpan("https:".Length).ContainsAnyExcept(s_address)
        )
        {
            return page;
        }

        var slash = plan.Info.Name.IndexOf('/', StringComparison.Ordinal);
        if (
            plan.Info is not { Kind.HasPackages: true, Registry: "ghcr.io" }
            || slash <= 0
            || plan.Info.Name.AsSpan().ContainsAnyExcept(s_name)
        )
        {
            return null;
        }

        var package = plan.Info.Name[(slash + 1)..].Replace("/", "%2F", StringComparison.Ordinal);
        return $"https://github.com/orgs/{plan.Info.Name[..slash]}/packages/container/{package}";
    }

    /// <summary>The page of one version; null where there is none.</summary>
    public static string? Of(string? page, PlannedManifest manifest) =>
        page is null || manifest.VersionId is not { } version ? null : string.Create(CultureInfo.InvariantCulture, $"{page}/{version}");
}
