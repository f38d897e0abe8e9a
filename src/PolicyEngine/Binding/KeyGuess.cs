using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Binding;

/// <summary>What an unknown key of a mapping may mean.</summary>
/// <param name="Keywords">The free keys of the mapping that it may be.</param>
/// <param name="Text">The sentence that says it, with a leading blank; empty where nothing comes to mind.</param>
/// <param name="IsSpelling">Whether only the spelling differs, so that nobody can have meant anything else.</param>
internal sealed record KeyGuess(ImmutableArray<string> Keywords, string Text, bool IsSpelling)
{
    /// <summary>The change of key and value together, or null if there is none.</summary>
    public CodeFix? Fix { get; init; }

    /// <summary>Whether the key alone must not be changed, since its value would then mean something else.</summary>
    public bool HasOwnFix { get; init; }
}
