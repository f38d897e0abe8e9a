using System.Text.Json;
using PolicyEngine.Facts;

namespace PolicyEngine.Registry.Facts.PullRequests;

/// <summary>A pull request in a list, with the time of its last change.</summary>
/// <param name="PullRequest">The pull request.</param>
/// <param name="UpdatedAt">When it was changed last; null where that is not said.</param>
internal sealed record PullRequestEntry(PullRequest PullRequest, DateTimeOffset? UpdatedAt)
{
    /// <summary>An entry of GitHub's list.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static PullRequestEntry Of(JsonElement element)
    {
        var merged = Time(element, "merged_at");
        var state = element.GetProperty("state").GetString() switch
        {
            "open" => PullRequestState.Open,
            "closed" => merged is null ? PullRequestState.Closed : PullRequestState.Merged,
            var other => throw new JsonException($"A pull request is '{other}'."),
        };
        return new PullRequestEntry(
            new PullRequest(
                element.GetProperty("number").GetInt64(),
                state,
                state == PullRequestState.Open ? null : Time(element, "closed_at") ?? merged
            ),
            Time(element, "updated_at")
        );
    }

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var time) && time.ValueKind != JsonValueKind.Null
            ? time.GetDateTimeOffset().ToUniversalTime()
            : null;
}
