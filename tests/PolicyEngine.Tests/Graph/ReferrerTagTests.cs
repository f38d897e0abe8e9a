using PolicyEngine.Oci;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class ReferrerTagTests
{
    private const string Hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("sha256-" + Hex64, "sha256:" + Hex64, false, false)]
    [InlineData("sha256-" + Hex64 + ".sig", "sha256:" + Hex64, false, true)]
    [InlineData("sha256-" + Hex64 + ".att", "sha256:" + Hex64, false, true)]
    [InlineData("sha256-" + Hex64 + ".sbom", "sha256:" + Hex64, false, true)]
    [InlineData("sha512-" + Hex64, "sha512:" + Hex64, true, false)]
    [InlineData("sha512-" + Hex64 + Hex64 + ".sig", "sha512:" + Hex64 + Hex64, false, true)]
    public void Names_a_digest(string tag, string digest, bool isTruncated, bool isCosign)
    {
        Assert.True(ReferrerTagName.TryParse(tag, out var name));
        Assert.Equal(new ReferrerTagName(digest, isTruncated, isCosign), name);
    }

    [Theory]
    [InlineData("mysha256-" + Hex64)]
    [InlineData("sha256-" + Hex64 + ".sig.bak")]
    [InlineData("sha256-" + Hex64 + ".SIG")]
    [InlineData("sha256-" + Hex64 + ".")]
    [InlineData("sha256-" + Hex64 + "0")]
    [InlineData("sha256-0123456789abcdef")]
    [InlineData("sha256-" + Hex64 + Hex64)]
    [InlineData("sha256-ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("sha384-" + Hex64)]
    [InlineData("sha256:" + Hex64)]
    [InlineData("sha256-" + Hex64 + "\n")]
    [InlineData("v1")]
    [InlineData("")]
    public void Names_no_digest(string tag) => Assert.False(ReferrerTagName.TryParse(tag, out _));

    [Fact]
    public void A_tag_of_the_OCI_schema_counts_only_when_it_points_at_an_index()
    {
        var graph = GraphText.Parse(
            """
            app   tags=v1
            list  tags=sha256-{app} children=sig
            sig   subject=app
            app2  tags=v2
            plain tags=sha256-{app2}
            """
        );
        Assert.Equal("app app2 plain", graph.Names(graph.Roots));
        Assert.Equal(ManifestRole.ReferrerTag, graph.RoleOf(graph.Node("list")));
        Assert.Equal(3, graph.TagCount);
        Assert.Single(graph.ReferrerTags);
        Assert.Equal("app list sig", graph.Names(graph.Closure(graph.Nodes("app"))));
    }

    [Theory]
    [InlineData(".sig")]
    [InlineData(".att")]
    [InlineData(".sbom")]
    public void A_tag_of_cosign_counts_whatever_it_points_at(string suffix)
    {
        var graph = GraphText.Parse(
            $$"""
            app  tags=v1
            cos  tags=sha256-{app}{{suffix}}
            """
        );
        Assert.Equal("app", graph.Names(graph.Roots));
        Assert.Equal("cos", graph.Names(graph.KeepEdges[graph.Node("app")]));
        Assert.Empty(graph.KeepEdges[graph.Node("cos")].ToArray());
    }

    [Fact]
    public void A_tag_that_names_its_own_target_is_a_user_tag_as_GitLab_resolves_it()
    {
        var graph = GraphText.Parse("app children= tags=sha256-{app},sha256-{app}.sig");
        Assert.Equal(2, graph.TagCount);
        Assert.Empty(graph.ReferrerTags);
        Assert.Equal("app", graph.Names(graph.Roots));
    }

    [Fact]
    public void A_tag_that_names_an_absent_digest_makes_its_target_an_orphan()
    {
        var graph = GraphText.Parse(
            """
            app  tags=v1
            cos  tags=sha256-{gone}.sig
            """
        );
        Assert.Equal("app cos", graph.Names(graph.Roots));
        Assert.Equal("cos", graph.Names(graph.Orphans));
        Assert.Equal("gone", graph.Names(graph.Subjects[graph.Node("cos")]));
        Assert.Equal(2, graph.PresentCount);
        Assert.Equal(3, graph.Count);
    }

    [Fact]
    public void A_user_tag_beside_a_referrer_tag_makes_a_root()
    {
        var graph = GraphText.Parse(
            """
            app  tags=v1
            cos  tags=sha256-{app}.sig,mine
            """
        );
        Assert.Equal("app cos", graph.Names(graph.Roots));
        Assert.Equal(["mine", graph.ReferrerTags[0].Text], graph.AllTagsOf(graph.Node("cos")));
    }

    [Fact]
    public void A_truncated_sha512_tag_belongs_to_every_digest_that_begins_so()
    {
        var graph = GraphText.Parse(
            """
            512.abcdefghijklmnopqrstuvwxyzabcdef1 tags=v1
            512.abcdefghijklmnopqrstuvwxyzabcdef2 tags=v2
            512.abcdefghijklmnopqrstuvwxyzabcdeX3 tags=v3
            list tags=sha512-{512.abcdefghijklmnopqrstuvwxyzabcdef1:64} children=
            """
        );
        Assert.Equal(
            "512.abcdefghijklmnopqrstuvwxyzabcdef1 512.abcdefghijklmnopqrstuvwxyzabcdef2",
            graph.Names(graph.Subjects[graph.Node("list")])
        );
        Assert.Equal(ManifestRole.ReferrerTag, graph.RoleOf(graph.Node("list")));
        Assert.DoesNotContain("list", graph.Names(graph.Closure(graph.Nodes("512.abcdefghijklmnopqrstuvwxyzabcdeX3"))));
    }

    [Fact]
    public void A_truncated_sha512_tag_of_an_unknown_digest_makes_an_orphan()
    {
        var graph = GraphText.Parse("list tags=sha512-{512.abcdefghijklmnopqrstuvwxyzabcdef1:64} children=");
        Assert.Equal("list", graph.Names(graph.Orphans));
        Assert.Empty(graph.ReferrerTags[0].Subjects);
    }

    [Fact]
    public void A_whole_sha512_tag_belongs_to_its_digest_alone()
    {
        var graph = GraphText.Parse(
            """
            512.abcdefghijklmnopqrstuvwxyzabcdef1 tags=v1
            512.abcdefghijklmnopqrstuvwxyzabcdef2 tags=v2
            cos tags=sha512-{512.abcdefghijklmnopqrstuvwxyzabcdef2}.sig
            """
        );
        Assert.Equal("512.abcdefghijklmnopqrstuvwxyzabcdef2", graph.Names(graph.Subjects[graph.Node("cos")]));
    }

    [Fact]
    public void All_empty_referrer_lists_are_one_manifest_with_many_tags()
    {
        var graph = GraphText.Parse(
            """
            a     tags=v1
            b     tags=v2
            empty children= tags=sha256-{a},sha256-{b}
            """
        );
        Assert.Equal("a b", graph.Names(graph.Subjects[graph.Node("empty")]));
        Assert.Equal(2, graph.AllTagsOf(graph.Node("empty")).Count);
        Assert.Equal("a empty", graph.Names(graph.Closure(graph.Nodes("a"))));
    }
}
