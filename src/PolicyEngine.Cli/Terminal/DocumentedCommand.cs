using System.Collections.Immutable;
using System.CommandLine;

namespace PolicyEngine.Cli.Terminal;

/// <summary>A command with examples, which its help shows.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines without <c>policyengine</c>, each with what it does, as the end of a comment.</summary>
    public ImmutableArray<(string Line, string Does)> Examples { get; init; } = [];
}
