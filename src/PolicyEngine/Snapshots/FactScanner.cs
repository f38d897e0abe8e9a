using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Facts;

namespace PolicyEngine.Snapshots;

/// <summary>Reads one entry of <c>facts</c> of a snapshot file.</summary>
internal sealed class FactScanner(string path)
{
    private static readonly string[] s_keys =
    [
        "kind",
        "asked",
        "folder",
        "source",
        "takenAt",
        "sha256",
        "problem",
        "emptyPart",
        "pullRequests",
        "branches",
        "tags",
        "commits",
        "commitProblem",
        "reachable",
        "images",
        "deployments",
    ];

    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<string>> _lists = new(StringComparer.Ordinal);
    private readonly List<PullRequest> _pullRequests = [];
    private readonly List<UsedImage> _images = [];
    private readonly List<DeployedCommit> _deployments = [];
    private readonly Dictionary<string, ImmutableHashSet<string>> _reachable = new(StringComparer.Ordinal);
    private DateTimeOffset? _takenAt;

    /// <summary>Reads the entry at which the scanner stands; null for a kind that is not known here.</summary>
    public SnapshotFact? Read(ref JsonScanner scanner)
    {
        scanner.Path = path;
        scanner.ExpectObject();
        while (scanner.NextProperty(out var property))
        {
            scanner.Path = $"{path}.{property}";
            switch (property)
            {
                case "kind" or "asked" or "folder" or "source" or "sha256" or "problem" or "emptyPart" or "commitProblem":
                    _texts[property] = scanner.Text();
                    break;
                case "takenAt":
                    _takenAt = scanner.Time();
                    break;
                case "branches" or "tags" or "commits":
                    _lists[property] = ReadTexts(ref scanner);
                    break;
                case "pullRequests" or "reachable" or "images" or "deployments":
                    ReadItems(ref scanner, property);
                    break;
                default:
                    scanner.SkipUnknown(property, "an entry of 'facts'", s_keys);
                    break;
            }
        }

        scanner.Path = path;
        if (TextOf("kind") is not { } kind || _takenAt is null)
        {
            throw scanner.Error("'kind' and 'takenAt' are required");
        }

        if (Answer(kind) is not { } found)
        {
            return null;
        }

        var answer = found with { EmptyPart = TextOf("emptyPart") };
        return TextOf("sha256") is { } hash && hash != FactSet.HashOf(answer)
            ? throw scanner.Error("the facts were changed: they do not have this 'sha256'")
            : new SnapshotFact(kind, TextOf("asked") ?? "", TextOf("folder"), answer);
    }

    private FactAnswer? Answer(string kind)
    {
        var (source, at, problem) = (TextOf("source") ?? "a snapshot", _takenAt!.Value, TextOf("problem"));
        return kind switch
        {
            PullRequestSource.Keyword => new PullRequestFacts
            {
                Source = source,
                TakenAt = at,
                Problem = problem,
                ByNumber = _pullRequests.GroupBy(p => p.Number).ToImmutableDictionary(group => group.Key, group => group.Last()),
            },
            GitSource.Keyword => new GitFacts
            {
                Source = source,
                TakenAt = at,
                Problem = problem,
                Branches = ListOf("branches").ToImmutableSortedSet(StringComparer.Ordinal),
                Tags = ListOf("tags").ToImmutableSortedSet(StringComparer.Ordinal),
                Commits = [.. ListOf("commits").Order(StringComparer.Ordinal)],
                CommitProblem = TextOf("commitProblem"),
                Reachable = _reachable.ToImmutableDictionary(StringComparer.Ordinal),
            },
            DeploymentSource.Keyword or ClusterSource.Keyword => new UsedImages
            {
                Source = source,
                TakenAt = at,
                Problem = problem,
                Images = [.. _images],
                Commits = [.. _deployments],
            },
            _ => null,
        };
    }

    private string? TextOf(string key) => _texts.GetValueOrDefault(key);

    private ImmutableArray<string> ListOf(string key) => _lists.GetValueOrDefault(key, []);

    private static ImmutableArray<string> ReadTexts(ref JsonScanner scanner)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (
            var isFirst = true;
            scanner.Token != JsonTokenType.Null && (!isFirst || scanner.StartArray()) && scanner.NextItem();
            isFirst = false
        )
        {
            texts.Add(scanner.Text() ?? throw scanner.Error("a string is expected"));
        }

        return texts.ToImmutable();
    }

    private void ReadItems(ref JsonScanner scanner, string list)
    {
        for (
            var isFirst = true;
            scanner.Token != JsonTokenType.Null && (!isFirst || scanner.StartArray()) && scanner.NextItem();
            isFirst = false
        )
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            var commits = ImmutableArray<string>.Empty;
            long? number = null;
            DateTimeOffset? time = null;
            scanner.ExpectObject();
            while (scanner.NextProperty(out var property))
            {
                switch (property)
                {
                    case "number" or "newest":
                        number = scanner.Number();
                        break;
                    case "closedAt" or "at":
                        time = scanner.Time();
                        break;
                    case "commits":
                        commits = ReadTexts(ref scanner);
                        break;
                    default:
                        texts[property] = scanner.Text() ?? "";
                        break;
                }
            }

            if (!TryAdd(list, texts, commits, number, time))
            {
                throw scanner.Error($"an entry of '{list}' lacks something");
            }
        }
    }

    private bool TryAdd(string list, Dictionary<string, string> texts, ImmutableArray<string> commits, long? number, DateTimeOffset? time)
    {
        switch (list)
        {
            case "pullRequests" when number is { } id && PullRequestWords.Find(texts.GetValueOrDefault("state")) is { } state:
                _pullRequests.Add(new PullRequest(id, state, time));
                return true;
            case "images" when texts.TryGetValue("image", out var image):
                _images.Add(new UsedImage(image, texts.GetValueOrDefault("place", "?")));
                return true;
            case "deployments"
                when texts.TryGetValue("environment", out var environment) && texts.TryGetValue("commit", out var commit) && time is { } at:
                _deployments.Add(new DeployedCommit(environment, commit, (int)Math.Clamp(number ?? 1, 1, int.MaxValue), at));
                return true;
            case "reachable" when texts.TryGetValue("from", out var from):
                _reachable[from] = commits.ToImmutableHashSet(StringComparer.Ordinal);
                return true;
            default:
                return false;
        }
    }
}
