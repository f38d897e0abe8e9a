using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>GitHub's list of pull requests: sorted, in pages with links, with ETags.</summary>
internal sealed class PullRequestPages
{
    public const string Path = "/repos/acme/web/pulls";

    /// <summary>The pull requests: when each was closed, whether by a merge, and when it was changed last.</summary>
    public SortedDictionary<int, (DateTimeOffset? Closed, bool IsMerged, DateTimeOffset Updated)> All { get; } = [];

    public void Add(int count, DateTimeOffset updated)
    {
        for (var i = 0; i < count; i++)
        {
            var number = All.Count + 1;
            All[number] = (number % 3 == 0 ? null : updated, number % 3 == 1, updated.AddSeconds(number));
        }
    }

    /// <summary>The answer to a request.</summary>
    /// <param name="server">Where it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="cut">Changes the entries of a page.</param>
    public Answer? Answer(Uri server, ReceivedRequest request, Func<int, int[], int[]>? cut = null)
    {
        var target = request.Line.Split(' ')[1].Split('?');
        if (target[0] != Path)
        {
            return null;
        }

        var query = target[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        var (page, size) = (
            int.Parse(query["page"], CultureInfo.InvariantCulture),
            int.Parse(query["per_page"], CultureInfo.InvariantCulture)
        );
        var sorted = query["sort"] == "updated" ? All.OrderByDescending(p => p.Value.Updated).Select(p => p.Key) : All.Keys;
        int[] numbers = [.. sorted.Skip((page - 1) * size).Take(size)];
        var body = JsonSerializer.Serialize(
            (cut?.Invoke(page, numbers) ?? numbers).Select(number => new
            {
                number,
                state = All[number].Closed is null ? "open" : "closed",
                merged_at = All[number].IsMerged ? All[number].Closed : null,
                closed_at = All[number].Closed,
                updated_at = All[number].Updated,
                title = "Ünïcode \"title\"",
            })
        );
        var etag = $"\"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\"";
        var link =
            page * size < All.Count
                ? $"<{server}{Path[1..]}?state=all&per_page={size}&sort={query["sort"]}&direction={query["direction"]}&page={page + 1}>; "
                    + "rel=\"next\""
                : null;
        (string, string)[] headers = [("ETag", etag), .. link is null ? [] : new[] { ("Link", link) }];
        var answer = request.Header("If-None-Match") == etag ? new Answer { Status = 304 } : Testing.Registries.Answer.Json(body);
        return answer with { Headers = [.. answer.Headers, .. headers] };
    }
}
