namespace PolicyEngine.Tests.Oracle;

/// <summary>What the product plans for one repository, in the oracle's words.</summary>
internal sealed record ProductVerdict(string Status)
{
    /// <summary>In the order of deletion.</summary>
    public required IReadOnlyList<string> Delete { get; init; }

    public required IReadOnlyList<string> Retain { get; init; }

    public required IReadOnlyList<string> Keep { get; init; }

    /// <summary>As <c>tag digest</c>.</summary>
    public required IReadOnlyList<string> Untag { get; init; }

    /// <summary>The id that the verdict of each manifest names.</summary>
    public required IReadOnlyDictionary<string, string?> Rules { get; init; }

    /// <summary>The plan that a limit refused.</summary>
    public ProductVerdict? Proposed { get; init; }

    public string FateOf(string digest) =>
        Delete.Contains(digest) ? "delete"
        : Retain.Contains(digest) ? "retain"
        : Keep.Contains(digest) ? "keep"
        : "nowhere";
}
