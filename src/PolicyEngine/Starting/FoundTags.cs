using System.Collections.Immutable;

namespace PolicyEngine.Starting;

/// <summary>The images of a repository whose tags say the same of them. Immutable.</summary>
/// <param name="Scheme">What the tags say; null for images without a tag.</param>
/// <param name="Tags">The tags, those of the newest images first.</param>
/// <param name="Images">The number of images. One with tags of several kinds counts for each.</param>
/// <param name="Bytes">What the images have, each manifest and blob once.</param>
internal sealed record FoundTags(TagScheme? Scheme, ImmutableArray<string> Tags, int Images, long Bytes)
{
    /// <summary>The images that the written policy would delete today.</summary>
    public int Deleted { get; init; }

    /// <summary>The bytes that this would free.</summary>
    public long Freed { get; init; }

    /// <summary>Some of the tags, the newest first and the oldest last: <c>pr-196, pr-195 … pr-1</c>.</summary>
    /// <param name="width">The most characters.</param>
    public string Sample(int width)
    {
        string[] tags = [.. Tags.Where(TagPatterns.IsTag)];
        if (string.Join(", ", tags.Take(width)) is var all && all.Length <= width && tags.Length <= width)
        {
            return all;
        }

        var count = tags.Length - 1;
        while (count > 0 && Some(count).Length > width)
        {
            count = Math.Min(count - 1, width);
        }

        return count > 0 ? Some(count)
            : tags.Length == 0 ? ""
            : $"{tags[0][..Math.Min(tags[0].Length, width - 1)]}…";

        string Some(int first) => $"{string.Join(", ", tags.Take(first))} … {tags[^1]}";
    }

    /// <summary>What they are called.</summary>
    public string Title => Scheme is { } scheme ? TitleOf(scheme) : "Untagged images";

    private static string TitleOf(TagScheme scheme) =>
        scheme switch
        {
            TagScheme.Release => "Releases",
            TagScheme.PreRelease => "Pre-releases",
            TagScheme.Nightly => "Nightly builds",
            TagScheme.Dated => "Builds by date",
            TagScheme.PullRequest => "Pull requests",
            TagScheme.BranchCommit => "Commits of branches",
            TagScheme.Commit => "Commits",
            TagScheme.Cache => "Build caches",
            TagScheme.Moving => "Moving names",
            TagScheme.Chart => "Helm charts",
            TagScheme.Unknown => "Not recognized",
        };
}
