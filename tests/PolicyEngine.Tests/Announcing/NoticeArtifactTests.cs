using PolicyEngine.Announcing;
using PolicyEngine.Compiling;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Announcing;

/// <summary>A notice that is kept in the repository whose deletions it announces: no rule matches it, and nothing counts it.</summary>
public sealed class NoticeArtifactTests
{
    private const string Repository = """
        a tags=pr-1 pushed=2026-01-01
        b tags=pr-2 pushed=2026-02-01

        """;

    private static readonly string s_notice = $"n tags={NoticeArtifact.Tag} artifact={NoticeArtifact.ArtifactType} pushed=2026-03-01";

    [Theory]
    [InlineData("rules: [{ id: all, delete: all }]\nlimits: { min-remaining: 0 }")]
    [InlineData("rules: [{ id: all, match: { tags: [policyengine-notice] }, delete: all }]")]
    [InlineData("rules: [{ id: all, match: { artifact-type: '*' }, delete: all }]\nlimits: { min-remaining: 0 }")]
    [InlineData("settings: { unmatched: delete }\nrules: []\nlimits: { min-remaining: 0 }")]
    [InlineData("protect: [{ id: notice, artifact-type: '*' }]\nrules: []")]
    public void No_rule_and_no_protection_matches_it(string policy)
    {
        var kept = Assert.Single(Plan(policy, Repository + s_notice).Keep, row => row.Tags.Contains(NoticeArtifact.Tag));
        Assert.Equal(ManifestRole.Notice, kept.Role);
        Assert.Equal(
            new Verdict(VerdictKind.Unmatched, null, null, "The notice of announced deletions, which no rule matches."),
            kept.Verdict
        );
    }

    [Fact]
    public void It_takes_no_place_among_the_newest()
    {
        const string Policy = "rules: [{ id: newest, delete: { except-newest: 1 } }]";
        Assert.Equal("pr-1", Assert.Single(Plan(Policy, Repository + s_notice).Delete).Tags.Single());
    }

    [Fact]
    public void Its_tag_does_not_make_a_signature_store_a_repository_with_images()
    {
        const string Store = $"sig subject=gone artifact=application/spdx+json pushed=2026-01-01\n";
        const string Policy = "rules: [{ id: orphans, match: { state: orphaned }, delete: { older-than: 1d } }]";
        Assert.Empty(Plan(Policy, Store + s_notice).Delete);
        Assert.Single(Plan(Policy, Store + "a tags=v1 pushed=2026-01-01\n" + s_notice).Delete);
    }

    [Theory]
    [InlineData("n tags=policyengine-notice pushed=2026-03-01")]
    [InlineData("n tags=policyengine-notice artifact=application/vnd.policyengine.notice.v2+json pushed=2026-03-01")]
    [InlineData("n tags=policyengine-notice artifact=application/vnd.policyengine.notice.v1+json subject=a pushed=2026-03-01")]
    [InlineData("n tags=policyengine-notice artifact=application/vnd.policyengine.notice.v1+json children=a pushed=2026-03-01")]
    public void What_only_has_its_tag_is_an_image_as_any_other(string manifest)
    {
        var plan = Plan("rules: [{ id: mine, match: { tags: [policyengine-notice] }, delete: all }]", Repository + manifest);
        var row = plan.Delete.Concat(plan.Keep).Single(row => row.Tags.Contains(NoticeArtifact.Tag));
        Assert.Equal(ManifestRole.Root, row.Role);
        Assert.Equal(manifest.Contains("subject=", StringComparison.Ordinal), plan.Delete.Count == 0);
    }

    [Theory]
    [InlineData("v tags=v1 children=n pushed=2026-03-01")]
    [InlineData("v tags=v1 media=application/x mentions=n pushed=2026-03-01")]
    public void What_an_image_needs_is_a_piece_of_it_and_not_an_old_notice(string image)
    {
        var plan = Plan(
            "rules: [{ id: all, match: { tags: 'pr-*' }, delete: all }]",
            $"{Repository}{image}\nn artifact={NoticeArtifact.ArtifactType} pushed=2026-01-01"
        );
        Assert.DoesNotContain(plan.Keep, row => row.Role == ManifestRole.Notice);
        Assert.Equal(2, plan.Keep.Count);
    }

    [Fact]
    public void One_without_the_tag_is_an_old_one_and_is_kept_as_well()
    {
        var plan = Plan(
            "rules: [{ id: all, delete: all }]\nlimits: { min-remaining: 0 }",
            $"{Repository}{s_notice}\no artifact={NoticeArtifact.ArtifactType} pushed=2026-01-01"
        );
        Assert.Equal(2, plan.Delete.Count);
        Assert.Equal(
            "An old notice of announced deletions, which no rule matches.",
            Assert.Single(plan.Keep, row => row.Tags.IsEmpty).Verdict.Text
        );
    }

    [Fact]
    public void Its_signature_is_kept_with_it()
    {
        var plan = Plan(
            "rules: [{ id: all, delete: all }]\nlimits: { min-remaining: 0 }",
            $"{Repository}{s_notice}\nsig subject=n artifact=application/spdx+json pushed=2026-03-01"
        );
        Assert.Equal(
            "Needed by policyengine-notice",
            Assert.Single(plan.Keep, row => row.Role == ManifestRole.Referrer).Verdict.Text[.."Needed by policyengine-notice".Length]
        );
    }

    [Fact]
    public void A_repository_whose_notice_cannot_be_used_is_incomplete_where_deletions_are_announced()
    {
        const string Policy = "rules: [{ id: all, match: { tags: ['pr-*'] }, delete: all }]\nlimits: { min-remaining: 0 }";
        var graph = GraphText.Parse(Repository);
        var announcements = new Announcements(null, TimeSpan.FromDays(7));
        var problem = announcements.Problems.Add(graph.Info.FullName, "The tag is taken.");
        var plan = Plan(Policy, Repository, new Announcements(null, TimeSpan.FromDays(7)) { Problems = problem });
        Assert.Equal((PlanStatus.Incomplete, "The tag is taken."), (plan.Status, plan.Reason));
        Assert.Equal("PE4121", Assert.Single(plan.Findings).Id);
        Assert.Null(plan.Announced);

        // Where nothing is announced, nobody needs the notice.
        Assert.Equal(2, Plan(Policy, Repository, new Announcements(null, null) { Problems = problem }).Delete.Count);
    }

    [Fact]
    public void A_plan_whose_notice_was_pushed_has_the_new_one_and_not_the_old_one()
    {
        var plan = Plan("rules: []", Repository + s_notice);
        var old = plan.Keep.Single(row => row.Role == ManifestRole.Notice).Digest;
        var digest = $"sha256:{new string('0', 64)}";
        var pushed = NoticeKeeping.Put(plan, digest, 432, new HashSet<string> { old });
        Assert.Equal(digest, Assert.Single(pushed.Keep, row => row.Role == ManifestRole.Notice).Digest);
        Assert.Equal(3, pushed.Keep.Count);
        var both = NoticeKeeping.Put(plan, digest, 432, new HashSet<string>());
        Assert.Equal(
            [(digest, "policyengine-notice"), (old, "")],
            both.Keep.Where(row => row.Role == ManifestRole.Notice).Select(row => (row.Digest, string.Join(' ', row.Tags)))
        );
    }

    private static RepositoryPlan Plan(string policy, string graph, Announcements? announcements = null) =>
        Planner
            .Create(
                PolicyCompiler.Compile([SourceText.From("p.yaml", $"version: 1\n{policy}\n")]),
                [GraphText.Parse(graph)],
                new DateTimeOffset(2026, 6, 1, 3, 17, 0, TimeSpan.Zero),
                new PlanOptions { Announcements = announcements }
            )
            .Repositories.Single();
}
