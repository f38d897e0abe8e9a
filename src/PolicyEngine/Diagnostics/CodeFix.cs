using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics;

/// <summary>A change of the source that removes a diagnostic.</summary>
/// <param name="Title">An imperative: <c>Change 'older-then' to 'older-than'</c>.</param>
/// <param name="Edits">The edits, in ascending and disjoint spans of the diagnostic's source.</param>
/// <param name="IsSafe">Whether it can be applied unseen: it cannot cause a deletion that the text did not plainly ask for.</param>
public sealed record CodeFix(string Title, ImmutableArray<TextEdit> Edits, bool IsSafe = true)
{
    /// <summary>A fix of one edit.</summary>
    public static CodeFix Replace(string title, TextSpan span, string newText, bool isSafe = true) =>
        new(title, [new TextEdit(span, newText)], isSafe);
}
