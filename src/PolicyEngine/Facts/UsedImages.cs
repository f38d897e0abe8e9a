using System.Collections.Immutable;

namespace PolicyEngine.Facts;

/// <summary>What is in use, as a cluster or GitHub's deployments say it. Immutable.</summary>
public sealed record UsedImages : FactAnswer
{
    /// <summary>The images that run, in any order.</summary>
    public ImmutableArray<UsedImage> Images { get; init; } = [];

    /// <summary>The commits that were deployed, of each environment the newest first.</summary>
    public ImmutableArray<DeployedCommit> Commits { get; init; } = [];

    /// <inheritdoc/>
    public override string Summary =>
        (Commits.IsEmpty, Images.IsEmpty) switch
        {
            (false, false) => $"{CountOfImages}, {CountOfCommits}",
            (false, true) => CountOfCommits,
            _ => CountOfImages,
        };

    /// <inheritdoc/>
    public override bool IsEmpty => Images.IsEmpty && Commits.IsEmpty;

    /// <inheritdoc/>
    public override IEnumerable<string> Lines =>
        Images
            .Select(i => $"{i.Text} runs in {i.Place}")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Concat(
                Commits.Select(c =>
                    FormattableString.Invariant($"{c.Hash} was deployed to {c.Environment} at {c.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
                )
            );

    /// <summary>Where an image runs makes no difference, and a pod that is replaced is another place.</summary>
    public override IEnumerable<string> Content =>
        Images
            .Select(i => i.Text)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Concat(Commits.Select(c => FormattableString.Invariant($"{c.Environment} {c.Hash} {c.Newest}")));

    private string CountOfImages => Count(Images.Select(i => i.Text).Distinct(StringComparer.Ordinal).Count(), "image");

    private string CountOfCommits =>
        $"{Count(Commits.Length, "deployed commit")} in "
        + $"{Count(Commits.Select(c => c.Environment).Distinct(StringComparer.Ordinal).Count(), "environment")}";

    private static string Count(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");
}

/// <summary>An image that runs.</summary>
/// <param name="Text">The image as it is written there: a reference, or a digest.</param>
/// <param name="Place">Where: <c>prod/eu-1, Deployment shop/web</c>.</param>
public sealed record UsedImage(string Text, string Place);

/// <summary>A commit that was deployed successfully.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Hash">The full hash of the commit, in lower case.</param>
/// <param name="Newest">How many images of the environment are in use.</param>
/// <param name="At">When the deployment was created.</param>
public sealed record DeployedCommit(string Environment, string Hash, int Newest, DateTimeOffset At)
{
    /// <summary>Not every commit leads to an image: so many more than are wanted are looked
    /// for. Where an environment has them all, it may have more that were not read.</summary>
    public const int Spare = 50;
}
