using System.Text.RegularExpressions;
using PolicyEngine.Syntax;

namespace PolicyEngine.Selecting;

/// <summary>A capture group that a condition names, of the regular expressions of the match that it stands in.</summary>
/// <param name="Name">The name as it is written.</param>
internal sealed record NamedGroup(ScalarSyntax Name)
{
    private CaptureGroup? _group;

    /// <summary>The expressions that may give the group; set once, when the whole match is bound.</summary>
    public IReadOnlyList<Regex> Expressions
    {
        get => _group?.Expressions ?? [];
        set => _group = new CaptureGroup(Name.Value, value);
    }

    /// <summary>What the group captures in a tag; null where no expression with this group matches, or captures nothing.</summary>
    public string? Capture(string tag) => _group?.ValueOf(tag) is { Length: > 0 } text ? text : null;
}
