using System.Text.RegularExpressions;

namespace PolicyEngine.Selecting;

/// <summary>A capture group of a rule's regular expressions. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expressions">The regular expressions that may have it.</param>
internal sealed record CaptureGroup(string Name, IReadOnlyList<Regex> Expressions)
{
    /// <summary>What it captures of a tag, or null.</summary>
    public string? ValueOf(string tag)
    {
        foreach (var expression in Expressions)
        {
            if (expression.Match(tag).Groups[Name] is { Success: true } group)
            {
                return group.Value;
            }
        }

        return null;
    }
}

/// <summary>A capture group that images are ordered by. Immutable.</summary>
/// <param name="Group">The group.</param>
/// <param name="Kind">What its text is read as.</param>
internal sealed record CapturedKey(CaptureGroup Group, CaptureKind Kind);

/// <summary>What the text of a capture group is read as.</summary>
internal enum CaptureKind
{
    Number,
    Version,
    Date,
    Text,
}

/// <summary>Words for what texts are read as.</summary>
internal static class CaptureKindWords
{
    /// <summary>The word of the language.</summary>
    public static string Word(this CaptureKind kind) =>
        kind switch
        {
            CaptureKind.Number => "number",
            CaptureKind.Version => "version",
            CaptureKind.Date => "date",
            CaptureKind.Text => "text",
        };
}
