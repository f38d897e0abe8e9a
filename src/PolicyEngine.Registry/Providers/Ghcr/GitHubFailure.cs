using System.Globalization;
using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>Says what GitHub's refusals mean: which scope, role or setting is missing, and where to set it. Pure.</summary>
internal static class GitHubFailure
{
    /// <summary>The failure of a request about a package, or about the packages of an owner.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="token">The token that was used; null for none.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="package">The package's name; null where all packages of the owner are listed.</param>
    internal static RegistryException Of(RegistryResponse response, GitHubToken? token, string owner, string? package)
    {
        var text = ErrorBody.Read(response).Text;
        var status = ((int)response.Status).ToString(CultureInfo.InvariantCulture);
        var what = package is null ? $"the packages of '{Show(owner)}'" : $"the package '{Show(owner)}/{Show(package)}'";
        var said = text.Length > 0 ? $" ({status}, {text})" : $" (status {status})";
        var end = response.IsPastDeadline ? $" {RunDeadline.Text}" : "";
        if ((int)response.Status >= 500)
        {
            return new RegistryException(
                $"GitHub's API fails{said} at "
                    + $"{Place(response, what, owner, package)}{(end.Length > 0 ? "" : ", after several attempts")}.{end}",
                response.Status
            )
            {
                LimitedFor = response.LimitedFor,
            };
        }

        return new RegistryException(
            Explain(response, token, text, what, owner, package) is { } why
                ? $"GitHub does not show {what}{said}: {why}{end}"
                : $"GitHub does not show {what}{said}.{end}",
            response.Status
        )
        {
            LimitedFor = response.LimitedFor,
        };
    }

    private static string? Explain(RegistryResponse response, GitHubToken? token, string text, string what, string owner, string? package)
    {
        if (RetryAfter.IsRateLimit(response))
        {
            return "too many requests were made with this token"
                + (
                    GitHubApi.ResetOf(response) is { } reset && response.Header("x-ratelimit-remaining")?.Trim() == "0"
                        ? $"; the limit ends at {reset}."
                    : RetryAfter.Describe(response) is { } wait ? $"; {wait}."
                    : ", and GitHub does not say when the limit ends."
                );
        }

        if (token is null && response.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return "no token was found, and GitHub's API needs one even for public packages. Set POLICYENGINE_TOKEN or GITHUB_TOKEN "
                + $"to a classic personal access token with the scope read:packages; {GitHubSite.NewToken(response.Uri)}.";
        }

        return response.Status switch
        {
            HttpStatusCode.Unauthorized =>
                $"the token of {token!.Source} is not accepted: it is expired, revoked or mistyped. Packages need a classic "
                    + $"personal access token with the scope read:packages; {GitHubSite.NewToken(response.Uri)}.",
            HttpStatusCode.Forbidden => Forbidden(response, token!, text, owner, package),
            HttpStatusCode.NotFound => NotFound(response, token!, owner, package),
            _ => null,
        };
    }

    /// <summary>What was asked for, down to the page: deep pages are what fails.</summary>
    private static string Place(RegistryResponse response, string what, string owner, string? package)
    {
        var page = response
            .Uri.Query.TrimStart('?')
            .Split('&')
            .Select(part => part.Split('=', 2))
            .FirstOrDefault(part => part is ["page", _])
            ?[1];
        return page is null ? what
            : package is null ? $"page {Show(page)} of {what}"
            : $"page {Show(page)} of the versions of '{Show(owner)}/{Show(package)}'";
    }

    private static string Forbidden(RegistryResponse response, GitHubToken token, string text, string owner, string? package)
    {
        if (response.Header("x-github-sso") is not null)
        {
            return $"the token of {token.Source} is not authorized for the single sign-on of "
                + $"'{Show(owner)}'. Authorize it at {GitHubSite.Tokens(response.Uri)} (Configure SSO).";
        }

        if (text.Contains("IP allow list", StringComparison.OrdinalIgnoreCase))
        {
            return $"the IP allow list of '{Show(owner)}' does not have the address of this machine. An owner adds it at "
                + $"{GitHubSite.Of(response.Uri)}/organizations/{Uri.EscapeDataString(owner)}/settings/security.";
        }

        if (token.IsFineGrained || text.Contains("personal access token", StringComparison.OrdinalIgnoreCase))
        {
            return FineGrained(response, token);
        }

        if (text.Contains("integration", StringComparison.OrdinalIgnoreCase))
        {
            return package is null
                ? CannotList(response, token)
                : $"the token of {token.Source} is a workflow's or an app's without access. Give the job 'permissions: packages: "
                    + $"write', and its repository the role Admin (Read is enough to plan) under {Access(response, owner, package)}.";
        }

        return Lacking(response, token)
            ?? $"the token of {token.Source} lacks permission. It needs the scope "
                + $"read:packages ({GitHubSite.Tokens(response.Uri)}), and its user "
                + (
                    package is null
                        ? $"a role on the packages of '{Show(owner)}'."
                        : $"a role on the package, given at {GitHubSite.Package(response.Uri, owner, package)}."
                );
    }

    /// <summary>Which scope the token lacks, as GitHub says which ones it has; null where it lacks none, or GitHub says nothing.</summary>
    private static string? Lacking(RegistryResponse response, GitHubToken token) =>
        response.Header("x-oauth-scopes") is { } scopes && !HasScope(scopes, "read:packages")
            ? $"the token of {token.Source} lacks the scope read:packages (it has: "
                + $"{(scopes.Length == 0 ? "none" : Redaction.Show(scopes))}). Add it at {GitHubSite.Tokens(response.Uri)}; "
                + "deleting needs delete:packages too."
            : null;

    /// <summary>The failure of a list of packages that is empty for a token that GitHub lists none to.</summary>
    internal static RegistryException NothingListed(RegistryResponse response, GitHubToken token, string owner) =>
        new($"GitHub lists no packages of '{Show(owner)}': {CannotList(response, token)}");

    private static string CannotList(RegistryResponse response, GitHubToken token) =>
        $"the token of {token.Source} is a workflow's or an app's, which cannot list packages. Name each package without "
        + $"globs, or use a classic personal access token with the scope read:packages; {GitHubSite.NewToken(response.Uri)}.";

    private static string FineGrained(RegistryResponse response, GitHubToken token) =>
        $"the token of {token.Source} is a fine-grained personal access token, and GitHub "
        + $"Packages only takes classic ones; {GitHubSite.NewToken(response.Uri)}.";

    private static string NotFound(RegistryResponse response, GitHubToken token, string owner, string? package)
    {
        if (package is null)
        {
            return $"the user or organization '{Show(owner)}' does not exist, or the token may not see it.";
        }

        if (token.IsFineGrained)
        {
            return FineGrained(response, token);
        }

        if (Lacking(response, token) is { } lacking)
        {
            return lacking;
        }

        var scopes = response.Header("x-oauth-scopes") is { } given
            ? $" The token's scopes: {(given.Length == 0 ? "none" : Redaction.Show(given))}."
            : "";
        return "either it does not exist, or the token has no role on it; GitHub answers the same for both. A "
            + $"workflow's token: add its repository under {Access(response, owner, package)}. A personal access "
            + $"token: its user needs a role there, and the token the scope read:packages.{scopes}"
            + (
                GitHubSite.IsUser(response.Uri)
                && !token.IsApp
                && !response.Uri.AbsolutePath.Contains("/user/packages/", StringComparison.Ordinal)
                    ? $" '{Show(owner)}' is not the token's user, so GitHub's API shows public packages only."
                    : ""
            );
    }

    private static bool HasScope(string scopes, string scope) =>
        scopes.Split(',', StringSplitOptions.TrimEntries).Any(s => s == scope || s == "write:packages");

    /// <summary>Where a role is given to a repository, as the path that was asked for tells.</summary>
    internal static string Access(RegistryResponse response, string owner, string package) =>
        $"Package settings, Manage Actions access ({GitHubSite.Package(response.Uri, owner, package)})";

    private static string Show(string text) => Redaction.Show(text, 100);
}
