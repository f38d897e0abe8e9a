using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>A change of the text that an editor offers where nothing is wrong.
/// Offered only where the changed file has no errors. Immutable.</summary>
/// <param name="Title">An imperative.</param>
/// <param name="IsExtraction">Whether it gives a name to what is repeated; otherwise it rewrites.</param>
/// <param name="Edits">The edits, ascending and disjoint.</param>
internal sealed record Refactoring(string Title, bool IsExtraction, ImmutableArray<TextEdit> Edits)
{
    /// <summary>What can be done at a place.</summary>
    public static ImmutableArray<Refactoring> At(EditedFile file, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file is { IsTest: false, Compilation.HasErrors: false }
            ? [.. new[] { ProtectionMove.At(file, span), AnchorExtraction.At(file, span) }.OfType<Refactoring>()]
            : [];
    }

    /// <summary>The file with the edits made.</summary>
    internal static EditedFile Apply(EditedFile file, ImmutableArray<TextEdit> edits)
    {
        var text = file.Source.Text;
        foreach (var edit in edits.Reverse())
        {
            text = string.Concat(text.AsSpan(0, edit.Span.Start), edit.NewText, text.AsSpan(edit.Span.End));
        }

        return EditedFile.Open(file.Source.Path, text);
    }
}
