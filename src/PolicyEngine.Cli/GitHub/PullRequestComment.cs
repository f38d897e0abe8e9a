using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The one comment of a command on a pull request: written once, then renewed. Not thread-safe.</summary>
internal sealed class PullRequestComment : IDisposable
{
    /// <summary>GitHub takes 65,536 characters.</summary>
    private const int MaxLength = 60_000;
    private const int PageSize = 100;
    private const int MaxPages = 20;
    private readonly HttpClient _client;
    private readonly string _issue;
    private readonly string _comments;

    private PullRequestComment(HttpClient client, string repository, string number)
    {
        _client = client;
        _comments = $"repos/{repository}/issues/comments/";
        _issue = $"repos/{repository}/issues/{number}/comments";
    }

    /// <summary>The comment of this run; null where it is not a pull request's.</summary>
    /// <param name="environment">The surroundings: the token only goes to the server of <c>GITHUB_API_URL</c>.</param>
    public static PullRequestComment? Of(CliEnvironment environment)
    {
        if (
            environment.Variable("GITHUB_REF")?.Split('/') is not ["refs", "pull", var number, _]
            || !number.All(char.IsAsciiDigit)
            || environment.Variable("GITHUB_REPOSITORY") is not { Length: > 0 } repository
            || environment.Variable("GITHUB_TOKEN") is not { Length: > 0 } token
            || !Uri.TryCreate(
                (environment.Variable("GITHUB_API_URL") ?? "https://api.github.com").TrimEnd('/') + "/",
                UriKind.Absolute,
                out var api
            )
        )
        {
            return null;
        }

        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("policyengine", ProgramBuild.Version));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        return new PullRequestComment(client, repository, number);
    }

    /// <summary>Writes or renews the comment.</summary>
    /// <param name="subject">What tells the comments of several commands apart.</param>
    /// <param name="markdown">The text.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HttpRequestException">GitHub does not take it.</exception>
    public async Task WriteAsync(string subject, string markdown, CancellationToken cancellationToken)
    {
        var marker = $"<!-- policyengine: {subject} -->";
        var text = CommentText.Cut(markdown, MaxLength, "… cut; the summary of the job has all of it.");
        var body = new JsonObject
        {
            ["body"] = text.StartsWith(marker, StringComparison.Ordinal) ? text : $"{marker}\n{text}",
        }.ToJsonString();
        var earlier = await FindAsync(marker, cancellationToken).ConfigureAwait(false);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = earlier is { } id
            ? new HttpRequestMessage(HttpMethod.Patch, _comments + id.ToString(CultureInfo.InvariantCulture))
            : new HttpRequestMessage(HttpMethod.Post, _issue);
        request.Content = content;
        using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>The comment with the marker, if a workflow wrote it: what people write is theirs.</summary>
    private async Task<long?> FindAsync(string marker, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MaxPages; page++)
        {
            var stream = await _client.GetStreamAsync($"{_issue}?per_page={PageSize}&page={page}", cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var comments = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
                var own = comments.RootElement.EnumerateArray().FirstOrDefault(comment => IsOwn(comment, marker));
                if (own.ValueKind == JsonValueKind.Object)
                {
                    return own.GetProperty("id").GetInt64();
                }

                if (comments.RootElement.GetArrayLength() < PageSize)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private static bool IsOwn(JsonElement comment, string marker) =>
        comment.TryGetProperty("body", out var body)
        && body.GetString()?.StartsWith(marker, StringComparison.Ordinal) == true
        && comment.TryGetProperty("user", out var user)
        && user.TryGetProperty("type", out var type)
        && type.GetString() == "Bot";
}
