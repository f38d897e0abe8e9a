using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>The facts that a test states; null for kinds of which it says nothing.</summary>
internal sealed record StatedFacts(
    ImmutableArray<StatedPullRequest>? PullRequests,
    StatedGit? Git,
    ImmutableArray<StatedDeployment>? Deployments = null
)
{
    private const string Teller = "the test";

    /// <summary>What a source says in the test.</summary>
    public FactAnswer AnswerOf(FactSource source, DateTimeOffset now) =>
        source switch
        {
            PullRequestSource => new PullRequestFacts
            {
                Source = Teller,
                TakenAt = now,
                Problem = PullRequests is null ? Missing(source) : null,
                ByNumber = (PullRequests ?? []).GroupBy(p => p.Number).ToImmutableDictionary(p => p.Key, p => p.Last().At(now)),
            },
            GitSource git => new GitFacts
            {
                Source = Teller,
                TakenAt = now,
                Problem = Git is null ? Missing(source) : null,
                Branches = (Git?.Branches ?? []).ToImmutableSortedSet(StringComparer.Ordinal),
                Commits =
                [
                    .. Lower(Git?.Reachable).Concat(Lower(Git?.Unreachable)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                ],
                Reachable = git.Questions.ToImmutableDictionary(
                    GitFacts.KeyOf,
                    _ => Lower(Git?.Reachable).ToImmutableHashSet(StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
            },
            DeploymentSource asked => new UsedImages
            {
                Source = Teller,
                TakenAt = now,
                Problem = Deployments is null ? Missing(source) : null,
                Commits =
                [
                    .. asked.Environments.SelectMany(environment =>
                        (Deployments ?? [])
                            .Where(d => d.Environment.Equals(environment, StringComparison.OrdinalIgnoreCase))
                            .Select(d => new DeployedCommit(environment, d.Commit.ToLowerInvariant(), asked.Newest, now))
                    ),
                ],
            },
            ClusterSource => new UsedImages { Source = Teller, TakenAt = now },
            _ => throw new ArgumentOutOfRangeException(nameof(source), source.Kind, null),
        };

    private static string Missing(FactSource source) => $"The test states no facts of '{source.Kind}'.";

    private static IEnumerable<string> Lower(ImmutableArray<string>? hashes) => (hashes ?? []).Select(h => h.ToLowerInvariant());
}

/// <summary>A pull request of a test.</summary>
internal sealed record StatedPullRequest(long Number, PullRequestState State, FixtureTime? Closed)
{
    /// <summary>The pull request in a test with this now.</summary>
    public PullRequest At(DateTimeOffset now) =>
        new(Number, State, State == PullRequestState.Open ? null : (Closed ?? new FixtureTime(TimeSpan.Zero, null)).At(now));
}

/// <summary>A successful deployment of a test.</summary>
internal sealed record StatedDeployment(string Environment, string Commit);

/// <summary>The git repository of a test.</summary>
internal sealed record StatedGit(ImmutableArray<string> Branches, ImmutableArray<string> Reachable, ImmutableArray<string> Unreachable);

/// <summary><c>facts</c> of tests.</summary>
internal sealed class StatedFactsType : ValueType<StatedFacts>
{
    private static readonly Property<ImmutableArray<StatedPullRequest>> PullRequests = new(
        PullRequestSource.Keyword,
        new ListType<StatedPullRequest>(new PullRequestType(), isPartial: true),
        "The pull requests that GitHub knows."
    )
    {
        Examples =
        [
            new JsonArray(
                new JsonObject
                {
                    ["number"] = 812,
                    ["state"] = "merged",
                    ["closed"] = "9d ago",
                }
            ),
        ],
    };

    private static readonly Property<StatedGit> Git = new(GitSource.Keyword, new GitType(), "The git repository.")
    {
        Examples = [new JsonObject { ["branches"] = new JsonArray("main", "feature/login") }],
    };

    private static readonly Property<ImmutableArray<StatedDeployment>> Deployments = new(
        DeploymentSource.Keyword,
        new ListType<StatedDeployment>(new DeploymentType(), isPartial: true),
        "The successful deployments, the newest first."
    )
    {
        Examples =
        [
            new JsonArray(new JsonObject { ["environment"] = "production", ["commit"] = "8f14e45fceea167a5a36dedd4bea2543c9c1f2b0" }),
        ],
    };

    private static readonly MappingShape Shape = new("'facts'", [PullRequests, Git, Deployments]) { IsNeverEmpty = true };

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out StatedFacts value)
    {
        value = null!;
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        if (bag.Syntax.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        value = new StatedFacts(
            bag.TryGet(PullRequests, out var pullRequests) ? pullRequests : null,
            bag.TryGet(Git, out var git) ? git : null,
            bag.TryGet(Deployments, out var deployments) ? deployments : null
        );
        return bag.Values.Count == bag.Syntax.Properties.Length;
    }

    private sealed class DeploymentType : ValueType<StatedDeployment>
    {
        private static readonly Property<string> Environment = new("environment", new TextType(), "The environment.")
        {
            IsRequired = true,
            Examples = ["production"],
        };

        private static readonly Property<string> Commit = new("commit", new HashType(), "The full hash of the commit.")
        {
            IsRequired = true,
            Examples = ["8f14e45fceea167a5a36dedd4bea2543c9c1f2b0"],
        };

        private static readonly MappingShape Own = new("a deployment", [Environment, Commit]);

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out StatedDeployment value)
        {
            value = null!;
            if (
                context.BindMapping(node, Own) is not { } bag
                || !bag.TryGet(Environment, out var environment)
                || !bag.TryGet(Commit, out var commit)
            )
            {
                return false;
            }

            value = new StatedDeployment(environment, commit);
            return true;
        }
    }

    private sealed class PullRequestType : ValueType<StatedPullRequest>
    {
        private static readonly Property<int> Number = new("number", new CountType(), "The number.") { IsRequired = true };

        private static readonly Property<PullRequestState> State = new(
            "state",
            new ChoiceType<PullRequestState>(
                ("open", PullRequestState.Open),
                ("closed", PullRequestState.Closed),
                ("merged", PullRequestState.Merged)
            ),
            "What became of it: 'closed' means without a merge."
        )
        {
            IsRequired = true,
        };

        private static readonly Property<FixtureTime> Closed = new(
            "closed",
            new FixtureTimeType(),
            "When it was closed or merged. By default now."
        )
        {
            Examples = ["9d ago"],
        };

        private static readonly MappingShape Own = new("a pull request", [Number, State, Closed]);

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out StatedPullRequest value)
        {
            value = null!;
            if (
                context.BindMapping(node, Own) is not { } bag
                || !bag.TryGet(Number, out var number)
                || !bag.TryGet(State, out var state)
                || bag.Values.Count < bag.Syntax.Properties.Length
            )
            {
                return false;
            }

            value = new StatedPullRequest(number, state, bag.Get(Closed, null!));
            return true;
        }
    }

    private sealed class GitType : ValueType<StatedGit>
    {
        private static readonly Property<ImmutableArray<string>> Branches = new(
            "branches",
            new ListType<string>(new TextType(), isPartial: true),
            "The branches of the remote."
        )
        {
            Examples = [new JsonArray("main")],
        };

        private static readonly Property<ImmutableArray<string>> Reachable = new(
            "reachable",
            new ListType<string>(new HashType(), isPartial: true),
            "The commits, by their full hashes, that are reachable from what the policy names."
        )
        {
            Examples = ["8f14e45fceea167a5a36dedd4bea2543c9c1f2b0"],
        };

        private static readonly Property<ImmutableArray<string>> Unreachable = new(
            "unreachable",
            new ListType<string>(new HashType(), isPartial: true),
            "The commits of the clone, by their full hashes, that are not."
        )
        {
            Examples = ["c9f0f895fb98ab9159f51fd0297e236d1b6d3a77"],
        };

        private static readonly MappingShape Own = new("'git'", [Branches, Reachable, Unreachable]) { Shorthand = "branches" };

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out StatedGit value)
        {
            value = null!;
            if (context.BindMapping(node, Own) is not { } bag)
            {
                return false;
            }

            value = new StatedGit(bag.Get(Branches, []), bag.Get(Reachable, []), bag.Get(Unreachable, []));
            return bag.Values.Count == bag.Syntax.Properties.Length;
        }
    }

    /// <summary>A hash, which may have only digits: quotes make no difference.</summary>
    private sealed class HashType : ScalarType<string>
    {
        protected override string Expected => "the full hash of a commit";

        public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[0-9a-fA-F]{40,64}$" };

        protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out string value)
        {
            value = scalar.Value;
            return value.Length is >= 40 and <= 64 && value.All(char.IsAsciiHexDigit) || Reject(scalar, key, context, out value);
        }
    }
}
