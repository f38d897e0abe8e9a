using System.Globalization;
using System.Net;
using System.Text.Json;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.GitHub;

/// <summary>Reads the pages of GitHub's lists. What is not certainly a whole list fails.</summary>
/// <param name="api">GitHub's API.</param>
/// <param name="what">What is listed, as in <c>the pull requests of 'acme/web'</c>.</param>
/// <param name="permission">The permission that a workflow's token needs, as in <c>pull-requests: read</c>.</param>
internal sealed class GitHubListing(GitHubApi api, string what, string permission)
{
    /// <summary>A hundred entries, each with a long text.</summary>
    private const int BodyLimit = 64 * 1024 * 1024;

    /// <summary>More pages than any list has.</summary>
    internal const int MostPages = 10_000;

    /// <summary>The failure of a list with more pages.</summary>
    internal RegistryException TooLong => new($"GitHub lists more than {MostPages} pages of {what}");

    /// <summary>Reads a page.</summary>
    /// <param name="path">The path with its leading slash, escaped, and the query.</param>
    /// <param name="etag">The ETag of the last answer, or null.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">GitHub does not show it.</exception>
    public async Task<RegistryResponse> GetAsync(string path, string? etag, CancellationToken cancellationToken)
    {
        var response = await api.GetAsync(path, etag, cancellationToken, BodyLimit).ConfigureAwait(false);
        return response.Status == HttpStatusCode.OK || (response.Status == HttpStatusCode.NotModified && etag is not null)
            ? response
            : throw Failure(response);
    }

    /// <summary>The entries of a page.</summary>
    /// <exception cref="RegistryException">It is not one.</exception>
    public static T[] Read<T>(RegistryResponse response, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body, ManifestLimits.Json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(read)]
                : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RegistryException($"{Redaction.Show(response.Uri)} does not answer as GitHub's API does", innerException: e);
        }
    }

    /// <summary>The entries of a list, page by page, as far as they are asked for.</summary>
    /// <param name="path">The path with its leading slash, escaped, and the query, to which the page is added.</param>
    /// <param name="read">Reads an entry.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">A page cannot be read, or the list is not whole.</exception>
    public async IAsyncEnumerable<T> EnumerateAsync<T>(
        string path,
        Func<JsonElement, T> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var start = path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        var (full, hasLinks) = ((int?)null, false);
        for (var number = 1; number <= MostPages; number++)
        {
            var response = await GetAsync($"{start}per_page={GitHubApi.PageSize}&page={number}", null, cancellationToken)
                .ConfigureAwait(false);
            var page = Read(response, read);
            foreach (var entry in page)
            {
                yield return entry;
            }

            // A server that never says whether a page follows is asked for pages until one is not full.
            var hasNext = GitHubPages.HasNext(response);
            hasLinks |= hasNext;
            if (!hasNext && (hasLinks || page.Length < GitHubApi.PageSize))
            {
                yield break;
            }

            if (page.Length == 0 || page.Length != (full ??= page.Length))
            {
                throw new RegistryException(
                    $"GitHub's page {number} of {what} has {page.Length} entries and another page follows, so the list may not be whole"
                );
            }
        }

        throw TooLong;
    }

    private RegistryException Failure(RegistryResponse response)
    {
        var text = ErrorBody.Read(response).Text;
        var status = ((int)response.Status).ToString(CultureInfo.InvariantCulture);
        var said = text.Length > 0 ? $" ({status}, {text})" : $" (status {status})";
        var why =
            RetryAfter.IsRateLimit(response) ? $": too many requests{(RetryAfter.Describe(response) is { } wait ? $"; {wait}" : "")}"
            : response.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                ? api.Token is { } token
                        ? $": the token of {token.Source} may not read them, or the repository does not exist "
                            + $"(a workflow needs 'permissions: {permission}')"
                    : ": no token was found; set GITHUB_TOKEN"
            : "";
        return new RegistryException($"GitHub does not list {what}{said}{why}", response.Status) { LimitedFor = response.LimitedFor };
    }
}
