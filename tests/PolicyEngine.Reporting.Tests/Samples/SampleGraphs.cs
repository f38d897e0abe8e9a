using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>Repositories and policies for explanations, graphs and checks.</summary>
internal static class SampleGraphs
{
    public static readonly DateTimeOffset Now = SampleParts.At("2026-06-01T04:00:00Z");

    /// <summary>Two releases that share a platform, pull requests, a ghost, a partial index, signatures of both kinds, an orphan.</summary>
    public static DigestGraph Rich { get; } =
        Build(
            """
            app1     tags=v1.0.0 pushed=2026-01-10 size=900 children=amd1:linux/amd64,shared:linux/arm64,att1!
            amd1     pushed=2026-01-10 size=500 layers=l1:20000000,l2:3000000
            shared   pushed=2026-01-10 size=500 layers=l3:20000000
            att1     pushed=2026-01-10 size=300
            app2     tags=latest,v1.1.0 pushed=2026-05-01 size=900 children=amd2:linux/amd64,shared:linux/arm64
            amd2     pushed=2026-05-01 size=500 layers=l1:20000000,l4:4000000
            sig2     subject=app2 artifact=application/vnd.dev.cosign.simplesigning.v1+json pushed=2026-05-01 size=200
            cos1     tags=sha256-{app1}.sig pushed=2026-01-10 size=250
            pr1      tags=pr-1 pushed=2026-04-20 size=900 children=pr1a:linux/amd64
            pr1a     pushed=2026-04-20 size=500 layers=l5:1000000
            pr2      tags=pr-2 pushed=2026-05-10 size=500 layers=l6:1000000
            pr3      tags=pr-3 pushed=2026-05-22 size=500 layers=l6:1000000
            pr4      tags=pr-4,stable pushed=2026-04-01 size=500 layers=l7:1000000
            pr5      tags=pr-5 size=500
            ghost    tags=old pushed=2025-11-01 size=900 children=gone1:linux/amd64,gone2:linux/arm64
            half     tags=half pushed=2025-12-01 size=900 children=amd1:linux/amd64,gone1:linux/s390x
            loose    pushed=2026-03-01 size=500 locked
            orphan   subject=gone3 artifact=application/spdx+json pushed=2026-02-01 size=100
            """,
            "acme/web"
        );

    /// <summary>Names that try everything.</summary>
    public static DigestGraph Hostile { get; } =
        Build(
            """
            evil  tags=x"];click~n0~"javascript:alert(1)",</text><script>,::set-output,ESC]0;x,a&quot;b,end;style~n0 pushed=2026-05-01 artifact=";}]-->|`#35; size=10 children=amd:"]<br/>linux,gone
            amd   pushed=2026-05-01 platform=li"nux/\"amd64 size=10
            """.Replace("ESC", "\u001b", StringComparison.Ordinal),
            "acme/web"
        );

    public static PolicyCompilation Policy { get; } =
        PolicyCompiler.Compile([
            SourceText.From(
                "policies/web.yaml",
                """
                version: 1
                protect:
                  - id: released
                    tags: [latest]
                rules:
                  - id: pull-requests
                    match: { tags: ["pr-*"] }
                    delete: { older-than: 14d, except-newest: 1 }
                  - id: releases
                    match: { tags: { semver: "*" } }
                    keep: { newest: 1, order-by: semver }
                  - id: old-releases
                    match: { tags: ["v*", old] }
                    delete: { older-than: 60d }
                  - id: untagged
                    match: { tagged: false }
                    delete: { older-than: 7d }
                """
            ),
        ]);

    private static DigestGraph Build(string text, string name)
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in GraphText.Manifests(text))
        {
            // A word of the text cannot have a blank.
            builder.Add(manifest with { Tags = [.. manifest.Tags.Select(t => t.Replace('~', ' '))] });
        }

        return builder.Build(GraphText.Info with { Name = name, DanglingTags = ["ghost-tag"] });
    }
}
