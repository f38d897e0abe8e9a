using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>GitHub's lists of deployments and of their statuses: the newest first, in pages with links, with ETags.</summary>
internal sealed class DeploymentPages
{
    private static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(long Id, string Commit, string Environment, string[] States)> _all = [];

    /// <summary>The hash of a commit.</summary>
    public static string Hash(int commit) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(commit.ToString(CultureInfo.InvariantCulture))))[..40];

    /// <summary>Adds a deployment that is newer than those before.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="states">Its states, the newest first.</param>
    /// <param name="environment">The environment.</param>
    public DeploymentPages Add(int commit, string states = "success", string environment = "production")
    {
        _all.Insert(0, (1000 + _all.Count, Hash(commit), environment, states.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return this;
    }

    public Answer? Answer(Uri server, ReceivedRequest request, Func<string, object[], object[]>? cut = null)
    {
        var target = request.Line.Split(' ')[1].Split('?');
        var query = target[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        object[] entries;
        switch (target[0].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["repos", "acme", "web", "deployments"]:
                entries =
                [
                    .. _all.Where(d => d.Environment == query["environment"])
                        .Select(d => new
                        {
                            id = d.Id,
                            sha = d.Commit,
                            @ref = "main",
                            environment = d.Environment,
                            created_at = s_first.AddHours(d.Id),
                        }),
                ];
                break;
            case ["repos", "acme", "web", "deployments", var id, "statuses"]:
                entries = [.. _all.Single(d => d.Id == long.Parse(id, CultureInfo.InvariantCulture)).States.Select(state => new { state })];
                break;
            default:
                return null;
        }

        var (page, size) = (
            int.Parse(query["page"], CultureInfo.InvariantCulture),
            int.Parse(query["per_page"], CultureInfo.InvariantCulture)
        );
        object[] shown = [.. entries.Skip((page - 1) * size).Take(size)];
        var body = JsonSerializer.Serialize(cut?.Invoke(request.Line, shown) ?? shown);
        var etag = $"\"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\"";
        var link = page * size < entries.Length ? $"<{server}{target[0][1..]}?page={page + 1}>; rel=\"next\"" : null;
        (string, string)[] headers = [("ETag", etag), .. link is null ? [] : new[] { ("Link", link) }];
        var answer = request.Header("If-None-Match") == etag ? new Answer { Status = 304 } : Testing.Registries.Answer.Json(body);
        return answer with { Headers = [.. answer.Headers, .. headers] };
    }
}
