using PolicyEngine.Facts;
using PolicyEngine.Selecting;
using Xunit;

namespace PolicyEngine.Tests.InUse;

/// <summary>What clusters run counts, or is a problem: nothing is passed over.</summary>
public sealed class UsedReferencesTests
{
    [Theory]
    [InlineData("sha256:3e23e8160039", "sha256:3e23e8160039")]
    [InlineData("acme/web@sha256:3e23e8160039", "sha256:3e23e8160039")]
    [InlineData("docker-pullable://ghcr.io/acme/web:1@sha256:3e23e8160039", "sha256:3e23e8160039")]
    public void A_short_digest_means_all_that_begin_so(string text, string prefix)
    {
        var answer = Answer(text);
        var reference = Assert.Single(UsedReferences.Of(answer));
        Assert.Equal((prefix, true), (reference.DigestPrefix, reference.IsRunning));
        Assert.Equal("runs in prod, Pod shop/web", reference.Use);
        Assert.Null(UsedReferences.ProblemOf(answer));
    }

    [Theory]
    [InlineData("acme/Web:1")]
    [InlineData("acme/web:")]
    [InlineData("acme/web@sha256:XYZ")]
    [InlineData("docker://")]
    [InlineData("$(IMAGE)")]
    public void What_is_not_a_reference_is_a_problem(string text)
    {
        var answer = Answer("acme/web:1", text);
        Assert.Single(UsedReferences.Of(answer));
        Assert.Equal(
            $"What is in use is unknown: '{text}' is not an image reference (prod, Pod shop/web).",
            UsedReferences.ProblemOf(answer)
        );
        Assert.Equal("It failed.", UsedReferences.ProblemOf(answer with { Problem = "It failed." }));
    }

    [Fact]
    public void A_digest_without_its_algorithm_is_one()
    {
        var hex = new string('a', 64);
        Assert.Equal($"sha256:{hex}", Assert.Single(UsedReferences.Of(Answer(hex))).Digest);
    }

    private static UsedImages Answer(params string[] texts) =>
        new()
        {
            Source = "the cluster",
            TakenAt = DateTimeOffset.UnixEpoch,
            Images = [.. texts.Select(text => new UsedImage(text, "prod, Pod shop/web"))],
        };
}
