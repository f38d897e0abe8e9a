using System.Text.RegularExpressions;
using PolicyEngine.Syntax;

namespace PolicyEngine.Selecting;

/// <summary>A capture group that a condition names, of the regular expressions of the match that it stands in.</summary>
/// <param name="Name">The name as it is written.</param>
internal sealed record CaptureGroup(ScalarSyntax Name)
{
    /// <summary>The expressions that may give the group; set once, when the whole match is bound.</summary>
    public IReadOnlyList<Regex> Expressions { get; set; } = [];

    /// <summary>What the group captures in a tag; null where no expression with this group matches.</summary>
    public string? Capture(string tag)
    {
        foreach (var expression in Expressions)
        {
            if (expression.Match(tag).Groups[Name.Value] is { Success: true, Value.Length: > 0 } group)
            {
                return group.Value;
            }
        }

        return null;
    }
}
