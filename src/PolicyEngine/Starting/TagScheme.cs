namespace PolicyEngine.Starting;

/// <summary>What a tag says of its image, by the ways in which projects name their images.</summary>
internal enum TagScheme
{
    /// <summary>
    /// A version that is final: <c>1.4.0</c>, <c>v3</c>, <c>app-1.4.0</c>, <c>1.2.3-alpine</c>; a date too, where a
    /// repository has hardly any other versions.
    /// </summary>
    Release,

    /// <summary>A version before a final one: <c>1.4.0-rc.1</c>.</summary>
    PreRelease,

    /// <summary>A build that the next day replaces: <c>nightly-20260530</c>, <c>1.4.0-dev.7</c>, <c>main-20260530</c>.</summary>
    Nightly,

    /// <summary>A date alone, where each repository that has dates has versions beside them: <c>20260530</c>, <c>2026-05-30</c>.</summary>
    Dated,

    /// <summary>A pull request: <c>pr-7</c>, <c>mr-7-debug</c>.</summary>
    PullRequest,

    /// <summary>A commit of a branch: <c>main-3ce846b</c>.</summary>
    BranchCommit,

    /// <summary>A commit: <c>sha-3ce846b</c>, or its hash alone.</summary>
    Commit,

    /// <summary>A build cache: <c>buildcache</c>, <c>main-buildcache</c>.</summary>
    Cache,

    /// <summary>A name that moves from image to image: <c>latest</c>, <c>main</c>, <c>stable-alpine</c>.</summary>
    Moving,

    /// <summary>A Helm chart, whatever its tag.</summary>
    Chart,

    /// <summary>Nothing of these.</summary>
    Unknown,
}
