using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Snapshots;
using Xunit;

namespace PolicyEngine.Tests.Snapshots;

/// <summary>What sources said comes back from a snapshot as it was.</summary>
public sealed class SnapshotFactTests
{
    private static readonly DateTimeOffset s_at = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, FactAnswer> Answers =>
        new()
        {
            {
                PullRequestSource.Keyword,
                new PullRequestFacts
                {
                    Source = "the pull requests of 'acme/web' (api.github.com)",
                    TakenAt = s_at,
                    ByNumber = new[]
                    {
                        new PullRequest(1, PullRequestState.Open, null),
                        new PullRequest(2, PullRequestState.Merged, s_at),
                        new PullRequest(3, PullRequestState.Closed, s_at.AddDays(-1)),
                    }.ToImmutableDictionary(p => p.Number),
                }
            },
            {
                GitSource.Keyword,
                new GitFacts
                {
                    Source = "the remote",
                    TakenAt = s_at,
                    Branches = ["main", "feature/x"],
                    Tags = ["v1"],
                    Commits = [new string('a', 40), new string('b', 40)],
                    Reachable = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty.Add("main\ntags", [new string('a', 40)]),
                    CommitProblem = "The clone is shallow.",
                }
            },
            {
                ClusterSource.Keyword,
                new UsedImages
                {
                    Source = "the cluster",
                    TakenAt = s_at,
                    Images = [new UsedImage("acme/web:1", "prod, Pod a/b")],
                }
            },
            {
                DeploymentSource.Keyword,
                new UsedImages
                {
                    Source = "the deployments",
                    TakenAt = s_at,
                    Problem = "It was cut off.",
                    Commits =
                    [
                        new DeployedCommit("production", new string('c', 40), 3, s_at),
                        new DeployedCommit("production", new string('d', 40), 3, s_at),
                    ],
                }
            },
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_read_as_it_was_written(string kind, FactAnswer answer)
    {
        answer = answer with { EmptyPart = "Nothing runs there." };
        var fact = Assert.Single(SnapshotReader.ReadFacts(new MemoryStream(Write(new SnapshotFact(kind, "asked", "folder", answer)))));
        Assert.Equal((kind, "asked", "folder"), (fact.Kind, fact.Asked, fact.Folder));
        Assert.Equal(
            (answer.Source, answer.TakenAt, answer.Problem, answer.PartProblem),
            (fact.Answer.Source, fact.Answer.TakenAt, fact.Answer.Problem, fact.Answer.PartProblem)
        );
        Assert.Equal(answer.EmptyPart, fact.Answer.EmptyPart);
        Assert.Equal(answer.Lines, fact.Answer.Lines);
        Assert.Equal(FactSet.HashOf(answer), FactSet.HashOf(fact.Answer));
        if (answer is GitFacts git)
        {
            Assert.Equal(git.Reachable["main\ntags"], ((GitFacts)fact.Answer).Reachable["main\ntags"]);
        }
    }

    [Theory]
    [InlineData("policy.yaml", "clone", "policy.yaml", "./clone", true)]
    [InlineData("policy.yaml", "clone", "other.yaml", "clone/", true)]
    [InlineData("policy.yaml", "../a", "policy.yaml", ".././/a", true)]
    [InlineData("policy.yaml", ".", "./policy.yaml", "./", true)]
    [InlineData("policy.yaml", "x", "policies/policy.yaml", "../x", true)]
    [InlineData("policies/a.yaml", "..", "b.yaml", ".", true)]
    [InlineData("policies/a.yaml", "..", "policies/sub/b.yaml", "../..", true)]
    [InlineData("../a.yaml", "b", "a.yaml", "../b", true)]
    [InlineData("policy.yaml", "/", "/srv/policy.yaml", "/../.", true)]
    [InlineData("policies/a.yaml", "..", "other/a.yaml", "..", true)]
    [InlineData("policies/a.yaml", ".", "other/a.yaml", ".", false)]
    [InlineData("web/a.yaml", "clone", "api/a.yaml", "clone", false)]
    [InlineData("a.yaml", "clone", "../a.yaml", "clone", false)]
    [InlineData("policy.yaml", "a", "policy.yaml", "/a", false)]
    [InlineData("policy.yaml", "a", "policy.yaml", "../a", false)]
    [InlineData("policy.yaml", "/", "policy.yaml", ".", false)]
    public void An_answer_is_of_a_clone_however_its_path_is_written(string keptBy, string kept, string askedBy, string asked, bool isOf)
    {
        var fact = SnapshotFact.Of(Clone(keptBy, kept), new GitFacts { Source = "", TakenAt = s_at });
        Assert.Equal(isOf, fact.IsOf(Clone(askedBy, asked)));
    }

    [Fact]
    public void An_answer_of_the_repository_of_a_clone_is_for_that_clone()
    {
        var answer = new PullRequestFacts { Source = "", TakenAt = s_at };
        var fact = SnapshotFact.Of(PullRequests("web/a.yaml", null), answer);
        Assert.True(fact.IsOf(PullRequests("web/b.yaml", null)));
        Assert.False(fact.IsOf(PullRequests("api/a.yaml", null)));
        Assert.True(SnapshotFact.Of(PullRequests("web/a.yaml", "acme/web"), answer).IsOf(PullRequests("api/a.yaml", "acme/web")));
    }

    private static GitSource Clone(string policy, string path) =>
        new()
        {
            Policy = policy,
            Location = default,
            Path = path,
        };

    private static PullRequestSource PullRequests(string policy, string? repository) =>
        new()
        {
            Policy = policy,
            Location = default,
            Repository = repository,
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Repositories_are_read_beside_facts_and_no_key_is_unknown(string kind, FactAnswer answer)
    {
        Assert.Empty(
            SnapshotReader.ReadGraphs(new MemoryStream(Write(new SnapshotFact(kind, "asked", "folder", answer))), out var unknown)
        );
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("[{\"kind\":\"git\"}]")]
    [InlineData("[{\"kind\":\"kubernetes\",\"takenAt\":\"2026-06-01T00:00:00Z\",\"images\":[{\"place\":\"a\"}]}]")]
    [InlineData("[{\"kind\":\"pull-requests\",\"takenAt\":\"2026-06-01T00:00:00Z\",\"pullRequests\":[{\"number\":1,\"state\":\"odd\"}]}]")]
    [InlineData("[{\"kind\":\"git\",\"takenAt\":\"2026-06-01T00:00:00Z\",\"branches\":[\"main\"],\"sha256\":\"00\"}]")]
    [InlineData("{}")]
    public void Facts_that_are_broken_or_were_changed_are_refused(string facts) =>
        Assert.Throws<SnapshotFormatException>(() =>
            SnapshotReader.ReadFacts(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{"formatVersion":1,"facts":{{facts}},"repositories":[]}"""))
            )
        );

    [Fact]
    public void A_snapshot_without_facts_has_none() =>
        Assert.Empty(
            SnapshotReader.ReadFacts(new MemoryStream("""{"formatVersion":1,"repositories":[{"registry":"broken"}]}"""u8.ToArray()))
        );

    private static byte[] Write(SnapshotFact fact)
    {
        using var stream = new MemoryStream();
        SnapshotWriter.Write(stream, [], facts: [fact]);
        return stream.ToArray();
    }
}
