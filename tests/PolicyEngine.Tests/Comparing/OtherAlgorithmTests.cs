using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Comparing;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Comparing;

/// <summary>The rows of a plan are in the order of the graph, which for sha512 is not the order of the texts.</summary>
public sealed class OtherAlgorithmTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("keep: all")]
    [InlineData("delete: { older-than: 1d }")]
    [InlineData("delete: { older-than: 900d }")]
    public void Every_image_that_another_rule_decides_about_is_found(string action)
    {
        var builder = new DigestGraphBuilder();
        for (var i = 0; i < 40; i++)
        {
            var bytes = Encoding.UTF8.GetBytes($"m{i}");
            var digest =
                i % 2 == 0
                    ? $"sha512:{Convert.ToHexStringLower(SHA512.HashData(bytes))}"
                    : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
            builder.Add(
                new ManifestRecord
                {
                    Digest = digest,
                    MediaType = MediaTypes.OciManifest,
                    Tags = [$"t{i}"],
                    PushedAt = s_now.AddDays(-40),
                }
            );
        }

        var graph = builder.Build(GraphText.Info);
        Plan Plan(string rule) =>
            Planner.Create(
                PolicyCompiler.Compile([
                    SourceText.From(
                        "p.yaml",
                        $"version: 1\nlimits: {{ max-delete: 100%, min-remaining: 0 }}\n"
                            + $"rules:\n  - id: {rule}\n    match: {{ tags: [\"*\"] }}\n    {action}\n"
                    ),
                ]),
                [graph],
                s_now
            );

        var digests = Assert.Single(Plan("one").Repositories).Keep.Select(m => m.Digest).ToList();
        Assert.Equal(digests.Order(StringComparer.Ordinal), digests);
        Assert.Equal(40, Assert.Single(PlanComparer.Compare(Plan("one"), Plan("other")).Repositories).OtherRule.Length);
    }
}
