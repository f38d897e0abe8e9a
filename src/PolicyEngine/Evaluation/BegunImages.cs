using System.Collections.Immutable;

namespace PolicyEngine.Evaluation;

/// <summary>
/// What earlier runs began and may have left. An untagged manifest of it that no rule decides
/// about goes, unless something that is kept needs it; it counts in no limit. Immutable.
/// </summary>
public sealed record BegunImages
{
    /// <summary>Nothing.</summary>
    public static BegunImages None { get; } = new();

    /// <summary>The manifests, by repository (<c>registry/name</c>).</summary>
    public ImmutableDictionary<string, ImmutableArray<BegunPart>> Parts { get; init; } =
        ImmutableDictionary<string, ImmutableArray<BegunPart>>.Empty;

    /// <summary>Whether nothing else goes: what the rules delete or untag stays for now.</summary>
    public bool GoAlone { get; init; }
}
