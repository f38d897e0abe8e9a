using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>A change that an editor offers. Immutable.</summary>
/// <param name="Title">An imperative.</param>
/// <param name="Edits">The edits, ascending and disjoint.</param>
/// <param name="Diagnostic">What it removes; null where it removes several.</param>
/// <param name="IsPreferred">Whether it is the plain answer: it may be applied unseen.</param>
/// <param name="IsForAll">Whether it mends all of the file.</param>
internal sealed record FixSuggestion(string Title, ImmutableArray<TextEdit> Edits, Diagnostic? Diagnostic, bool IsPreferred, bool IsForAll)
{
    /// <summary>What can be done about the diagnostics that touch a span, and about all of the file.</summary>
    public static ImmutableArray<FixSuggestion> At(EditedFile file, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(file);
        var here = file
            .Diagnostics.Where(d =>
                d.Location is { } l && ReferenceEquals(l.Source, file.Source) && l.Span.Start <= span.End && span.Start <= l.Span.End
            )
            .ToArray();
        var result = ImmutableArray.CreateBuilder<FixSuggestion>();
        foreach (var diagnostic in here.Where(d => d.Fix is { Edits.IsEmpty: false }))
        {
            result.Add(new(diagnostic.Fix!.Title, diagnostic.Fix.Edits, diagnostic, diagnostic.Fix.IsSafe, IsForAll: false));
        }

        foreach (var diagnostic in here.Where(d => d.Severity != DiagnosticSeverity.Error))
        {
            result.Add(
                new(
                    $"Suppress {diagnostic.Id} for this line",
                    [Suppression(file.Source, diagnostic)],
                    diagnostic,
                    IsPreferred: false,
                    IsForAll: false
                )
            );
        }

        var (text, count) = CodeFixes.Apply(file.Source, file.Diagnostics);
        if (count > 1)
        {
            result.Add(
                new($"Apply all {count} safe fixes", [Difference(file.Source.Text, text.Text)], null, IsPreferred: false, IsForAll: true)
            );
        }

        return result.ToImmutable();
    }

    /// <summary>The one edit that turns a text into another.</summary>
    internal static TextEdit Difference(string before, string after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return new TextEdit(TextSpan.FromBounds(start, before.Length - end), after[start..(after.Length - end)]);
    }

    private static TextEdit Suppression(SourceText source, Diagnostic diagnostic)
    {
        var line = source.GetLineSpan(source.GetPosition(diagnostic.Location!.Value.Span.Start).Line);
        var text = source.ToString(line);
        var indent = text[..(text.Length - text.TrimStart(' ').Length)];
        var end = source.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return new TextEdit(new TextSpan(line.Start, 0), $"{indent}# policyengine-disable-next-line {diagnostic.Id}{end}");
    }
}
