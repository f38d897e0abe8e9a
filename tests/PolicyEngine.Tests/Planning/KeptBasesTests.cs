using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Language;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Planning;

/// <summary>What kept images are based on, over several repositories (semantics.md#bases).</summary>
public sealed class KeptBasesTests
{
    private const string Policy = """
        version: 1
        protect:
          - { id: bases, base-of-kept: true }
        rules:
          - { id: old, match: { tags: ["b*", "r*", "x*"] }, delete: all }
        """;

    private const string Digest = "org.opencontainers.image.base.digest:";
    private const string Name = "org.opencontainers.image.base.name:";
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Ways =>
        new()
        {
            { $"a tags=v1 annotations={Digest}{GraphText.DigestOf("b")}", "an annotation" },
            { $"a tags=v1 labels={Digest}{GraphText.DigestOf("b")}", "a label" },
            { $"a tags=v1 annotations={Name}registry.example.com/acme/base:b2", "a name" },
            { $"a tags=v1 annotations={Name}acme/base:b2", "a name without a registry" },
            { $"a tags=v1 labels={Name}registry.example.com/acme/base@{GraphText.DigestOf("b")}", "a name with a digest" },
            {
                $"a tags=v1 annotations={Digest}{GraphText.DigestOf("b")},{Name}registry.example.com/acme/base:b1",
                "a digest before a name"
            },
            { $"a tags=v1 annotations={Digest}sha256:abc,{Name}registry.example.com/acme/base:b2", "a name beside what is not a digest" },
            { $"a tags=v1 children=c\nc labels={Digest}{GraphText.DigestOf("b")}", "a platform" },
            {
                $"a tags=v1 children=c\nc annotations={Digest}{GraphText.DigestOf("b")} labels={Name}x",
                "an annotation before a label's name"
            },
        };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_base_in_another_repository_is_kept_that_a_kept_image_names_by(string app, string way)
    {
        var plan = Create(Policy, Graph("acme/app", app), Graph("acme/base", "b tags=b2\nc tags=b1"));
        Assert.True(Deleted(plan) == "b1", way);
    }

    [Fact]
    public void An_entry_of_an_index_names_the_base_of_its_platform()
    {
        var builder = new DigestGraphBuilder();
        var entry = new DescriptorRecord
        {
            Digest = GraphText.DigestOf("c"),
            Annotations = ManifestRecord.NoValues.Add(BaseKeys.Digest, GraphText.DigestOf("b")).Add(BaseKeys.Name, "acme/base:b1"),
        };
        builder.Add(
            new ManifestRecord
            {
                Digest = GraphText.DigestOf("a"),
                Tags = ["v1"],
                Manifests = [entry],
            }
        );
        var plan = Create(Policy, builder.Build(Info("acme/app")), Graph("acme/base", "b tags=b2\nc tags=b1"));
        Assert.Equal("b1", Deleted(plan));
    }

    [Fact]
    public void A_base_that_is_kept_keeps_its_own_base_whatever_the_order_of_repositories()
    {
        DigestGraph[] graphs =
        [
            Graph("acme/app", $"a tags=v1 annotations={Name}acme/base:b1"),
            Graph("acme/base", $"b tags=b1 annotations={Name}acme/root:r1\nc tags=b2 annotations={Name}acme/root:r2"),
            Graph("acme/root", $"d tags=r1 annotations={Name}acme/app:x1\ne tags=r2"),
        ];
        var one = Create(Policy, graphs);
        Assert.Equal("b2 r2", Deleted(one));
        Assert.Equal(PlanText.Print(one), PlanText.Print(Create(Policy, [.. graphs.Reverse()])));
        Assert.Contains("base of registry.example.com/acme/base:b1", Kept(one, "r1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_name_each_other_do_not_keep_each_other()
    {
        var plan = Create(
            Policy,
            Graph("acme/base", $"a tags=v1\nb tags=b1 annotations={Name}acme/base:b2\nc tags=b2 annotations={Name}acme/base:b1")
        );
        Assert.Equal("b1 b2", Deleted(plan));
    }

    [Fact]
    public void An_image_that_was_pushed_under_the_name_of_its_base_does_not_keep_itself_but_another_one_keeps_it()
    {
        var own = $"a tags=v1\nb tags=b1 annotations={Name}acme/base:b1";
        Assert.Equal("b1", Deleted(Create(Policy, Graph("acme/base", own))));
        Assert.Equal("", Deleted(Create(Policy, Graph("acme/base", $"{own}\nc tags=v2 annotations={Name}acme/base:b1"))));
    }

    [Fact]
    public void Images_of_repositories_without_a_policy_count()
    {
        var policy = $"targets: registry.example.com/acme/base\n{Policy}";
        var plan = Create(
            policy,
            Graph("acme/app", $"a tags=v1 annotations={Name}acme/base:b1"),
            Graph("acme/base", "b tags=b1\nc tags=b2")
        );
        Assert.Equal("b2", Deleted(plan));
    }

    [Fact]
    public void A_base_is_kept_in_a_repository_that_another_policy_is_for()
    {
        var compilation = PolicyCompiler.Compile(
            [
                SourceText.From("app.yaml", $"targets: registry.example.com/acme/app\n{Policy}"),
                SourceText.From("base.yaml", "targets: registry.example.com/acme/base\nversion: 1\nrules:\n  - { id: all, delete: all }\n"),
            ],
            new CompilerOptions()
        );
        var plan = Planner.Create(
            compilation,
            [Graph("acme/app", $"a tags=v1 annotations={Name}acme/base:b1"), Graph("acme/base", "b tags=b1\nc tags=b2")],
            s_now
        );
        Assert.Equal("b2", Deleted(plan));
    }

    [Fact]
    public void A_limit_that_holds_only_without_the_bases_keeps_no_further_ones()
    {
        // Without the base, every tagged image of acme/base would be deleted, which min-remaining refuses.
        var plan = Create(
            Policy,
            Graph("acme/app", $"a tags=v1 annotations={Name}acme/base:b1"),
            Graph("acme/base", $"b tags=b1\nc tags=b2 annotations={Name}acme/root:r1"),
            Graph("acme/root", "d tags=r1\ne tags=v1")
        );
        Assert.Equal("b2 r1", Deleted(plan));
    }

    [Fact]
    public void What_a_refused_plan_keeps_keeps_its_bases()
    {
        var plan = Create(
            Policy,
            Graph("acme/base", $"b tags=b1 annotations={Name}acme/root:r1\nc tags=b2"),
            Graph("acme/root", "d tags=r1\ne tags=v1\nf tags=r2")
        );
        Assert.Equal(PlanStatus.Refused, plan.Repositories[0].Status);
        Assert.Equal("r2", Deleted(plan));
    }

    [Fact]
    public void A_repository_that_was_not_read_makes_the_others_incomplete()
    {
        var cut = Graph("acme/app", "a tags=v1", isComplete: false);
        var plan = Create(Policy, cut, Graph("acme/base", "b tags=b1"));
        Assert.All(plan.Repositories, repository => Assert.Equal(PlanStatus.Incomplete, repository.Status));
        Assert.Contains(plan.Repositories[1].Findings, finding =>
            finding.Id == "PE4100" && finding.Message.Contains("acme/app", StringComparison.Ordinal)
        );
        var alone = Compile(
            Policy
                .Replace("  - { id: bases, base-of-kept: true }", "  - latest", StringComparison.Ordinal)
                .Replace("- latest", "- { tags: latest }", StringComparison.Ordinal)
        );
        Assert.Equal("b1 b2", Deleted(Planner.Create(alone, [cut, Graph("acme/base", "b tags=b1\nc tags=b2\nd tags=v1")], s_now)));
    }

    [Fact]
    public void A_run_of_which_repositories_are_missing_is_incomplete()
    {
        var plan = Planner.Create(Compile(Policy), [Graph("acme/base", "b tags=b1")], s_now, new PlanOptions { IsRunCut = true });
        Assert.Equal(PlanStatus.Incomplete, plan.Repositories[0].Status);
    }

    [Fact]
    public void While_a_kept_image_was_not_read_every_image_may_be_its_base()
    {
        var plan = Create(Policy, Graph("acme/app", "a tags=v1 unread"), Graph("acme/base", "b tags=b1\nc tags=v1"));
        Assert.Equal("", Deleted(plan));
        Assert.Contains(plan.Repositories[1].Findings, finding => finding.Id == "PE4101");
    }

    [Fact]
    public void One_repository_of_a_run_is_planned_with_what_the_others_keep()
    {
        DigestGraph[] run =
        [
            Graph("acme/app", $"a tags=v1 annotations={Name}acme/base:b1"),
            Graph("acme/base", "b tags=b1\nc tags=b2\nd tags=v1"),
        ];
        var plan = Planner.Create(Compile(Policy), [run[1]], s_now, new PlanOptions().For(run));
        Assert.Equal("b2", Deleted(plan));
        Assert.Single(plan.Repositories);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a reference")]
    [InlineData("scratch")]
    [InlineData("sha256:00")]
    public void What_is_not_a_reference_names_nothing(string name)
    {
        var builder = new DigestGraphBuilder();
        builder.Add(
            new ManifestRecord
            {
                Digest = GraphText.DigestOf("a"),
                Tags = ["v1"],
                Annotations = ManifestRecord.NoValues.Add(BaseKeys.Name, name).Add(BaseKeys.Digest, name),
            }
        );
        Assert.Equal("b1", Deleted(Create(Policy, builder.Build(Info("acme/app")), Graph("acme/base", "b tags=b1\nc tags=v1"))));
    }

    private static Plan Create(string policy, params DigestGraph[] graphs) => Planner.Create(Compile(policy), graphs, s_now);

    private static PolicyCompilation Compile(string policy) =>
        PolicyCompiler.Compile([SourceText.From("policy.yaml", policy)], new CompilerOptions());

    private static DigestGraph Graph(string name, string text, bool isComplete = true) =>
        GraphText.Parse(
            string.Join('\n', text.Split('\n').Select(line => $"{line} pushed=2026-01-01")),
            Info(name) with
            {
                Complete = isComplete,
            }
        );

    private static RepositoryInfo Info(string name) => GraphText.Info with { Name = name };

    private static string Deleted(Plan plan) =>
        string.Join(
            ' ',
            plan.Repositories.SelectMany(repository => repository.Delete).SelectMany(row => row.Tags).Order(StringComparer.Ordinal)
        );

    private static string Kept(Plan plan, string tag) =>
        plan.Repositories.SelectMany(repository => repository.Keep).Single(row => row.Tags.Contains(tag)).Verdict.Text;
}
