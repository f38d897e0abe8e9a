using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class DigestGraphTests
{
    [Fact]
    public void An_index_keeps_its_children_nested_ones_too()
    {
        var graph = GraphText.Parse(
            """
            outer tags=v1 children=inner,arm
            inner children=amd
            amd
            arm
            """
        );
        Assert.Equal("outer", graph.Names(graph.Roots));
        Assert.Equal("amd arm inner outer", graph.Names(graph.Closure(graph.Roots)));
        Assert.Equal(ManifestRole.Child, graph.RoleOf(graph.Node("inner")));
        Assert.Equal("inner arm", graph.Names(graph.Children[graph.Node("outer")]));
        Assert.Equal("inner", graph.Names(graph.Parents[graph.Node("amd")]));
        Assert.Empty(graph.KeepEdges[graph.Node("amd")].ToArray());
    }

    [Fact]
    public void A_subject_keeps_its_referrers_and_not_the_other_way_round()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1
            sig subject=app
            two subject=sig
            """
        );
        Assert.Equal("app", graph.Names(graph.Roots));
        Assert.Equal("app sig two", graph.Names(graph.Closure(graph.Nodes("app"))));
        Assert.Equal("sig two", graph.Names(graph.Closure(graph.Nodes("sig"))));
        Assert.Equal(ManifestRole.Referrer, graph.RoleOf(graph.Node("two")));
    }

    [Fact]
    public void A_tagged_child_and_a_tagged_referrer_are_roots_too()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1 children=amd
            amd tags=v1-amd64
            sig tags=signature subject=app
            """
        );
        Assert.Equal("amd app sig", graph.Names(graph.Roots));
    }

    [Fact]
    public void Untagged_manifests_that_nothing_claims_are_roots()
    {
        var graph = GraphText.Parse(
            """
            loose
            old   children=amd
            amd
            """
        );
        Assert.Equal("loose old", graph.Names(graph.Roots));
        Assert.True(graph.Orphans.IsEmpty);
    }

    [Fact]
    public void A_referrer_of_an_absent_subject_is_an_orphaned_root_unless_tagged_or_listed()
    {
        var graph = GraphText.Parse(
            """
            sig    subject=gone
            mine   subject=gone tags=mine
            index  tags=v1 children=listed
            listed subject=gone
            """
        );
        Assert.Equal("index mine sig", graph.Names(graph.Roots));
        Assert.Equal("sig", graph.Names(graph.Orphans));
        Assert.Equal("listed mine sig", graph.Names(graph.Referrers[graph.Node("gone")]));
    }

    [Fact]
    public void A_referrer_with_one_present_subject_is_no_orphan()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1
            sig subject=gone tags=sha256-{app}.sig
            """
        );
        Assert.True(graph.Orphans.IsEmpty);
        Assert.Equal("app", graph.Names(graph.Roots));
        Assert.Equal("app sig", graph.Names(graph.Closure(graph.Roots)));
    }

    [Fact]
    public void A_missing_child_is_a_node_and_the_index_stays_what_it_is()
    {
        var graph = GraphText.Parse("app tags=v1 children=gone:linux/arm64,amd\namd");
        Assert.Equal(2, graph.PresentCount);
        Assert.Equal("gone amd", graph.Names(graph.Children[graph.Node("app")]));
        Assert.Equal("linux/arm64", graph.PlatformOf(graph.Node("gone")));
        Assert.Equal("amd", graph.Names(graph.KeepEdges[graph.Node("app")]));
    }

    [Fact]
    public void Entries_of_a_build_cache_are_blobs_and_not_missing_children()
    {
        var graph = GraphText.Parse(
            """
            cache tags=buildcache children=l1~application/vnd.oci.image.layer.v1.tar+gzip,cfg~application/vnd.buildkit.cacheconfig.v0
            """
        );
        Assert.Equal(1, graph.Count);
        Assert.Equal(2, graph.BlobCount);
        Assert.Equal(2, graph.BlobsOf(new NodeId(0)).Length);
        Assert.True(graph.Children[new NodeId(0)].IsEmpty);
    }

    [Fact]
    public void An_entry_of_an_odd_type_that_is_a_manifest_here_is_a_child()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1 children=odd~application/vnd.oci.image.layer.v1.tar+gzip,amd
            odd
            amd
            """
        );
        Assert.Equal("odd amd", graph.Names(graph.Children[graph.Node("app")]));
        Assert.Equal("app", graph.Names(graph.Roots));
        Assert.Equal(0, graph.BlobCount);
    }

    [Fact]
    public void An_attestation_is_a_child_whether_it_has_a_subject_or_not()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1 children=amd:linux/amd64,att!,old:unknown/unknown
            amd
            att subject=amd
            old
            """
        );
        Assert.Equal(ManifestRole.Attestation, graph.RoleOf(graph.Node("att")));
        Assert.Equal(ManifestRole.Attestation, graph.RoleOf(graph.Node("old")));
        Assert.Equal(ManifestRole.Child, graph.RoleOf(graph.Node("amd")));
        Assert.Equal("amd att", graph.Names(graph.Closure(graph.Nodes("amd"))));
    }

    [Fact]
    public void An_unknown_document_keeps_what_it_mentions()
    {
        var graph = GraphText.Parse(
            """
            doc tags=x media=application/vnd.example+json mentions=a,gone
            a
            """
        );
        Assert.Equal("a doc", graph.Names(graph.Roots));
        Assert.Equal("a doc", graph.Names(graph.Closure(graph.Nodes("doc"))));
        Assert.Equal(ManifestKind.Artifact, graph.KindOf(graph.Node("doc")));
        Assert.Equal(2, graph.Count);
    }

    [Fact]
    public void An_index_that_lists_its_own_subject_is_the_root_of_the_cycle()
    {
        var graph = GraphText.Parse(
            """
            a
            j subject=a children=a,c
            c
            """
        );
        Assert.Equal("j", graph.Names(graph.Roots));
        Assert.Equal("a c j", graph.Names(graph.Closure(graph.Roots)));
    }

    [Fact]
    public void A_cycle_with_a_tag_somewhere_needs_no_other_root()
    {
        var graph = GraphText.Parse(
            """
            s tags=v1
            j subject=s children=s
            """
        );
        Assert.Equal("s", graph.Names(graph.Roots));
        Assert.Equal("j s", graph.Names(graph.Closure(graph.Roots)));
    }

    [Fact]
    public void Of_a_cycle_in_which_every_digest_is_listed_the_smallest_is_the_root()
    {
        var graph = GraphText.Parse(
            """
            b children=c
            c children=d
            d children=b,e
            e
            """
        );
        Assert.Equal("b", graph.Names(graph.Roots));
    }

    [Fact]
    public void Only_the_sources_of_cycles_are_roots()
    {
        var graph = GraphText.Parse(
            """
            y children=z
            z children=y,a
            a children=b
            b children=a
            """
        );
        Assert.Equal("y", graph.Names(graph.Roots));
    }

    [Fact]
    public void Referrer_tags_that_name_each_other_make_both_roots()
    {
        var graph = GraphText.Parse(
            """
            a children= tags=sha256-{b}
            b children= tags=sha256-{a}
            """
        );
        Assert.Equal("a b", graph.Names(graph.Roots));
        Assert.True(graph.Orphans.IsEmpty);
    }

    [Fact]
    public void A_document_that_names_itself_is_as_if_it_did_not()
    {
        var graph = GraphText.Parse("a children=a subject=a mentions=a");
        Assert.Equal("a", graph.Names(graph.Roots));
        Assert.True(graph.Orphans.IsEmpty);
        Assert.Equal(0, graph.KeepEdges.EdgeCount);
    }

    [Fact]
    public void Chains_of_any_depth_are_walked()
    {
        var depth = 200_000;
        var manifests = Enumerable
            .Range(0, depth)
            .Select(i => new ManifestRecord
            {
                Digest = Numbered(i),
                Manifests = [new DescriptorRecord { Digest = Numbered((i + 1) % depth) }],
            });
        var graph = GraphText.Build(manifests);
        Assert.Equal(1, graph.Roots.Count);
        Assert.Equal(depth, graph.Closure(graph.Roots).Count);

        static string Numbered(int i) => $"sha256:{i:x64}";
    }

    [Fact]
    public void A_manifest_that_was_not_read_has_no_known_edges()
    {
        var graph = GraphText.Parse(
            """
            app tags=v1 unread children=amd subject=x mentions=amd
            amd
            """
        );
        Assert.True(graph.IsUnread(graph.Node("app")));
        Assert.Equal(0, graph.KeepEdges.EdgeCount);
        Assert.Equal(2, graph.Count);
    }

    [Fact]
    public void What_an_index_says_stands_in_for_a_document_that_was_not_read()
    {
        var graph = GraphText.Parse($"app tags=v1 children=amd:linux/amd64~{MediaTypes.DockerManifest}\namd unread");
        Assert.Equal(MediaTypes.DockerManifest, graph.MediaTypeOf(graph.Node("amd")));
        Assert.Equal("linux/amd64", graph.PlatformOf(graph.Node("amd")));
    }

    [Fact]
    public void The_platform_comes_from_the_document_or_from_the_first_index_by_digest()
    {
        var graph = GraphText.Parse(
            """
            y children=own:linux/s390x,lent:linux/s390x
            x children=own:linux/amd64,lent:linux/amd64
            own platform=linux/arm64/v8
            lent
            """
        );
        Assert.Equal("linux/arm64/v8", graph.PlatformOf(graph.Node("own")));
        Assert.Equal("linux/amd64", graph.PlatformOf(graph.Node("lent")));
        Assert.Null(graph.PlatformOf(graph.Node("x")));
    }

    [Theory]
    [InlineData("a", ManifestKind.Image, MediaTypes.OciManifest, null)]
    [InlineData("a children=", ManifestKind.Index, MediaTypes.OciIndex, null)]
    [InlineData("a media=application/vnd.docker.distribution.manifest.list.v2+json", ManifestKind.Index, MediaTypes.DockerList, null)]
    [InlineData(
        "a media=application/vnd.docker.distribution.manifest.v1+prettyjws",
        ManifestKind.Image,
        MediaTypes.DockerSchema1Signed,
        null
    )]
    [InlineData("a config=c~application/vnd.oci.image.config.v1+json", ManifestKind.Image, MediaTypes.OciManifest, null)]
    [InlineData(
        "a config=c~application/vnd.cncf.helm.config.v1+json",
        ManifestKind.Artifact,
        MediaTypes.OciManifest,
        "application/vnd.cncf.helm.config.v1+json"
    )]
    [InlineData(
        "a artifact=application/spdx config=c~application/vnd.oci.empty.v1+json",
        ManifestKind.Artifact,
        MediaTypes.OciManifest,
        "application/spdx"
    )]
    [InlineData("a children= artifact=application/x", ManifestKind.Index, MediaTypes.OciIndex, "application/x")]
    [InlineData("a media=application/vnd.oci.artifact.manifest.v1+json", ManifestKind.Artifact, MediaTypes.OciArtifact, null)]
    public void The_kind_follows_from_the_types(string text, ManifestKind kind, string mediaType, string? artifactType)
    {
        var graph = GraphText.Parse(text);
        Assert.Equal(kind, graph.KindOf(new NodeId(0)));
        Assert.Equal(mediaType, graph.MediaTypeOf(new NodeId(0)));
        Assert.Equal(artifactType, graph.ArtifactTypeOf(new NodeId(0)));
    }

    [Fact]
    public void Columns_give_back_what_the_manifest_says()
    {
        var graph = GraphText.Parse(
            """
            a pushed=2026-01-01 updated=2026-01-02 created=2026-01-03 pulled=2026-01-04 size=77 version=0 locked labels=b:2,a:1
            b annotations=org.opencontainers.image.created:2025-05-05T00:00:00.123456789Z
            """
        );
        Assert.Equal(
            "2026-01-01 2026-01-02 2026-01-03 2026-01-04",
            string.Join(
                ' ',
                new[]
                {
                    graph.PushedTicks(new NodeId(0)),
                    graph.UpdatedTicks(new NodeId(0)),
                    graph.CreatedTicks(new NodeId(0)),
                    graph.PulledTicks(new NodeId(0)),
                }.Select(ticks => new DateTime(ticks).ToString("yyyy-MM-dd", null))
            )
        );
        Assert.Equal(
            (77, 0L, true, true),
            (graph.SizeOf(new NodeId(0)), graph.VersionIdOf(new NodeId(0)), graph.IsLocked(new NodeId(0)), graph.HasPullTimes)
        );
        Assert.Equal("a=1 b=2", string.Join(' ', graph.LabelsOf(new NodeId(0)).Select(p => $"{p.Key}={p.Value}")));
        Assert.Equal(new DateTime(2025, 5, 5).Ticks, graph.AnnotatedTicks(new NodeId(1)), 2_000_000d);
        Assert.Null(graph.VersionIdOf(new NodeId(1)));
        Assert.Equal(0, graph.PulledTicks(new NodeId(1)));
    }

    [Fact]
    public void A_digest_that_comes_twice_is_one_manifest_and_the_read_one_wins()
    {
        var read = GraphText.Manifests("a tags=v1 children=b\nb");
        var unread = GraphText.Manifests("a tags=v2 unread platform=linux/amd64 pushed=2026-01-01");
        foreach (var manifests in new[] { read.Concat(unread), unread.Concat(read), unread.Concat(read).Concat(read) })
        {
            var graph = GraphText.Build(manifests);
            Assert.Equal(2, graph.PresentCount);
            Assert.Equal(["v1", "v2"], graph.AllTagsOf(graph.Node("a")));
            Assert.False(graph.IsUnread(graph.Node("a")));
            Assert.Null(graph.PlatformOf(graph.Node("a")));
            Assert.NotEqual(0, graph.PushedTicks(graph.Node("a")));
            Assert.Equal("b", graph.Names(graph.Children[graph.Node("a")]));
        }
    }

    [Fact]
    public void Two_readings_that_differ_are_united_in_any_order()
    {
        var one = GraphText.Manifests("a children=c,b layers=l1:5,l2:5 annotations=k:1");
        var other = GraphText.Manifests("a children=b,d layers=l2:7 annotations=k:2,m:1");
        var graph = GraphText.Build(one.Concat(other));
        Assert.Equal("b c d", graph.Names(graph.Children[graph.Node("a")]));
        Assert.Equal("k=1 m=1", string.Join(' ', graph.AnnotationsOf(new NodeId(0)).Select(p => $"{p.Key}={p.Value}")));
        Assert.Equal(graph.Fingerprint, GraphText.Build(other.Concat(one)).Fingerprint);
        Assert.Equal(graph.Fingerprint, GraphText.Build(one.Concat(other).Concat(one)).Fingerprint);
    }

    [Fact]
    public void A_tag_on_two_digests_makes_the_repository_incomplete()
    {
        var manifests = GraphText.Manifests("b tags=v1\na tags=v1");
        var graph = GraphText.Build(manifests);
        Assert.False(graph.Info.Complete);
        Assert.Equal("The tag 'v1' was seen on two digests.", graph.Info.Reason);
        Assert.Equal("a", graph.Names([graph.TagTarget(new TagId(0))]));
        Assert.Equal(graph.Fingerprint, GraphText.Build(manifests.Reverse()).Fingerprint);
    }

    [Fact]
    public void A_document_with_a_broken_digest_counts_as_unread()
    {
        var builder = new DigestGraphBuilder();
        Assert.Throws<FormatException>(() =>
            builder.Add(
                new ManifestRecord
                {
                    Digest = GraphText.DigestOf("a"),
                    Tags = ["v1"],
                    Subject = GraphText.DigestOf("s"),
                    Manifests = [new() { Digest = "sha256:xyz" }],
                }
            )
        );
        var graph = builder.Build(GraphText.Info);
        Assert.True(graph.IsUnread(new NodeId(0)));
        Assert.Equal("v1", graph.TagText(new TagId(0)));
        Assert.True(graph.Subjects[new NodeId(0)].IsEmpty);
    }

    [Fact]
    public void Digests_of_other_algorithms_keep_their_text_and_their_place()
    {
        var manifests = GraphText
            .Manifests("m\na children=512.x,512.gone,gone\n512.x")
            .Append(new ManifestRecord { Digest = "blake3:abc" });
        var graph = GraphText.Build(manifests);
        Assert.Equal(
            [
                "blake3:abc",
                GraphText.DigestOf("a"),
                GraphText.DigestOf("m"),
                GraphText.DigestOf("512.x"),
                GraphText.DigestOf("gone"),
                GraphText.DigestOf("512.gone"),
            ],
            graph.Nodes.Select(graph.TextOf)
        );
        Assert.All(graph.Nodes, node => Assert.True(graph.TryFind(graph.TextOf(node), out var found) && found == node));
        Assert.False(graph.TryFind("blake3:abd", out _));
        Assert.False(graph.TryFind("nonsense", out _));
    }

    [Fact]
    public void An_empty_repository_is_a_graph_too()
    {
        var graph = GraphText.Parse("");
        Assert.Equal((0, 0, 0), (graph.Count, graph.TagCount, graph.BlobCount));
        Assert.True(graph.Closure(graph.Roots).IsEmpty);
        Assert.Equal(64, graph.Fingerprint.Length);
    }
}
