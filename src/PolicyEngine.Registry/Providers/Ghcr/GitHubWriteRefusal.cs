using System.Globalization;
using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>What it means when GitHub does not delete or restore. It tells its rules apart by their words. Pure.</summary>
internal static class GitHubWriteRefusal
{
    /// <summary>The meaning of an answer that is not a success.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="token">The token that was used; null for none.</param>
    /// <param name="package">The package.</param>
    /// <param name="scope">The scope that the change needs beside <c>read:packages</c>.</param>
    /// <param name="now">The time, for waits that are given as a date.</param>
    internal static WriteResult Of(RegistryResponse response, GitHubToken? token, PackageName package, string scope, DateTimeOffset now)
    {
        var text = ErrorBody.Read(response).Text;
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"GitHub answers {(int)response.Status}{(text.Length > 0 ? $": {text}" : ".")}"
        );
        if (RetryAfter.IsRateLimit(response))
        {
            return new WriteResult(WriteStatus.Throttled, said, RetryAfter.Read(response, now));
        }

        if (RetryAfter.IsPassing(response))
        {
            return new WriteResult(WriteStatus.Unclear, said);
        }

        if (
            text.Contains("last tagged version", StringComparison.OrdinalIgnoreCase)
            || text.Contains("last version of a package", StringComparison.OrdinalIgnoreCase)
            || text.Contains("downloads cannot be deleted", StringComparison.OrdinalIgnoreCase)
        )
        {
            return new WriteResult(WriteStatus.Retained, said);
        }

        return response.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new WriteResult(
                WriteStatus.Impossible,
                $"{said} {Permission(response, token, package, scope)}"
            ),
            HttpStatusCode.NotFound => new WriteResult(WriteStatus.Gone, said),
            _ => new WriteResult(WriteStatus.Refused, said),
        };
    }

    /// <summary>Which permission is needed, and where it is given.</summary>
    internal static string Permission(RegistryResponse response, GitHubToken? token, PackageName package, string scope) =>
        $"{(token is null ? "No token was found." : $"The token of {token.Source} lacks permission.")} A classic personal "
        + $"access token needs the scopes read:packages and {scope}, and its user the role Admin on the package; "
        + $"a workflow's token needs the block 'permissions: {{ packages: write }}' in its workflow, and its "
        + $"repository the role Admin under {GitHubFailure.Access(response, package.Owner, package.Name)}.";
}
