namespace PolicyEngine.Tests.Oracle;

/// <summary>What must happen to one repository.</summary>
internal sealed record OracleVerdict(string Status)
{
    public required IReadOnlyList<string> Roots { get; init; }

    public IReadOnlySet<string> Delete { get; init; } = new HashSet<string>();

    public IReadOnlySet<string> Retain { get; init; } = new HashSet<string>();

    public required IReadOnlySet<string> Keep { get; init; }

    /// <summary>Taken off images that stay, as <c>tag digest</c>.</summary>
    public IReadOnlySet<string> Untag { get; init; } = new HashSet<string>();

    /// <summary>The ids that a verdict may name, for the digests where schema/semantics.md determines them.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Reasons { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    public string FateOf(string digest) =>
        Delete.Contains(digest) ? "delete"
        : Retain.Contains(digest) ? "retain"
        : "keep";
}
