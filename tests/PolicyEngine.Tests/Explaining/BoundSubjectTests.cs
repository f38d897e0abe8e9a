using PolicyEngine.Compiling;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Explaining;

/// <summary>Registries that delete referrers with their subject: a referrer that stays keeps its subject there.</summary>
public sealed class BoundSubjectTests
{
    private const string Policy = """
        version: 1
        protect:
          - { id: sboms, artifact-type: "application/spdx*" }
          - { id: released, tags: ["v*"] }
        rules:
          - id: old
            match: { tags: ["pr-*"] }
            delete: { older-than: 14d }
        """;

    /// <summary>An old index with a platform; a protected referrer of the platform.</summary>
    private const string ProtectedReferrer = """
        app tags=pr-1 children=amd:linux/amd64 pushed=2026-01-01
        amd pushed=2026-01-01
        sbom subject=amd artifact=application/spdx+json pushed=2026-01-01
        """;

    private const string ChainOfReferrers = """
        app tags=pr-1 pushed=2026-01-01
        sig subject=app artifact=application/x pushed=2026-01-01
        sbom subject=sig artifact=application/spdx+json pushed=2026-01-01
        """;

    private const string TaggedReferrer = """
        app tags=pr-1 pushed=2026-01-01
        sig tags=v1-sig subject=app artifact=application/x pushed=2026-01-01
        """;

    private const string YoungReferrer = """
        app tags=pr-1 pushed=2026-01-01
        sig subject=app artifact=application/x pushed=2026-05-31T23:59
        """;

    private const string CosignTag = """
        app tags=pr-1 pushed=2026-01-01
        sig tags=sha256-{app}.sig,v1-sig artifact=application/x pushed=2026-01-01
        """;

    [Theory]
    [InlineData("acme.azurecr.io", RegistryVendor.Other, "Azure Container Registry")]
    [InlineData("harbor.acme.example", RegistryVendor.Other, "Harbor")]
    [InlineData("registry.acme.example:5000", RegistryVendor.Harbor, "Harbor")]
    public void A_referrer_that_stays_keeps_its_subject(string registry, RegistryVendor vendor, string name)
    {
        var info = GraphText.Info with { Registry = registry, Vendor = vendor };
        foreach (var (text, going, subjects) in Cases())
        {
            var plan = Plan(text, info);
            Assert.Equal(going, Names(plan.Delete));
            Assert.Equal(0, plan.Proof.DanglingAfter);
            foreach (var subject in subjects)
            {
                var verdict = plan.Keep.Single(m => m.Digest == GraphText.DigestOf(subject)).Verdict;
                Assert.Equal(VerdictKind.Needed, verdict.Kind);
                Assert.EndsWith($", which is kept: {name} deletes referrers with their subject.", verdict.Text, StringComparison.Ordinal);
                Assert.Contains(plan.Findings, f => f.Id == "PE4070" && f.Digest == GraphText.DigestOf(subject));
            }
        }
    }

    [Theory]
    [InlineData("registry.example.com", "oci")]
    [InlineData("ghcr.io", "ghcr")]
    public void Elsewhere_a_referrer_does_not_keep_its_subject(string registry, string provider)
    {
        var info = GraphText.Info with { Registry = registry, Provider = provider };
        var plan = Plan($"{ProtectedReferrer}\nrelease tags=v2 pushed=2026-01-01", info);
        Assert.Equal(["amd", "app"], Names(plan.Delete));
        Assert.DoesNotContain(plan.Findings, f => f.Id == "PE4070");
    }

    [Fact]
    public void Referrers_that_go_with_their_subject_hold_nothing() =>
        Assert.Equal(
            ["app", "sig"],
            Names(
                Plan(
                    "app tags=pr-1 pushed=2026-01-01\nsig subject=app artifact=application/x pushed=2026-01-01",
                    GraphText.Info with
                    {
                        Registry = "acme.azurecr.io",
                    }
                ).Delete
            )
        );

    /// <summary>What goes, and the subjects that stay for a referrer.</summary>
    private static IEnumerable<(string Text, string[] Going, string[] Subjects)> Cases() =>
        [
            (ProtectedReferrer, ["app"], ["amd"]),
            (ChainOfReferrers, [], ["app", "sig"]),
            (TaggedReferrer, [], ["app"]),
            (YoungReferrer, [], ["app"]),
            (CosignTag, [], ["app"]),
        ];

    private static RepositoryPlan Plan(string text, RepositoryInfo info) =>
        Assert.Single(
            Planner
                .Create(
                    PolicyCompiler.Compile([
                        SourceText.From(
                            "policy.yaml",
                            Policy.Replace("rules:", "limits: { min-remaining: 0 }\nrules:", StringComparison.Ordinal)
                        ),
                    ]),
                    [GraphText.Parse(text, info)],
                    new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)
                )
                .Repositories
        );

    private static string[] Names(IEnumerable<PlannedManifest> rows) =>
        [.. new[] { "amd", "app", "sbom", "sig" }.Where(name => rows.Any(row => row.Digest == GraphText.DigestOf(name)))];
}
