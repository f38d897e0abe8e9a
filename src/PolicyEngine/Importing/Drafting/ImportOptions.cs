using System.Collections.Immutable;

namespace PolicyEngine.Importing.Drafting;

/// <summary>What a user adds to an import. Immutable.</summary>
/// <param name="Name">The policy's name; null for the format's.</param>
/// <param name="Targets">The targets as written; where it is empty, those that the file names, if it does.</param>
internal sealed record ImportOptions(string? Name, ImmutableArray<string> Targets)
{
    /// <summary>Nothing.</summary>
    public static ImportOptions None { get; } = new(null, []);
}
