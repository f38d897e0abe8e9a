using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.Writing;

/// <summary>One annotation on a file, or on none.</summary>
/// <param name="Severity">How severe.</param>
/// <param name="Title">The id, shown in bold.</param>
/// <param name="Message">One sentence, not escaped.</param>
/// <param name="Place">Where, if anywhere.</param>
internal sealed record Annotation(DiagnosticSeverity Severity, string Title, string Message, SourcePlace? Place);

/// <summary>Writes workflow commands that GitHub shows as annotations: 10 errors,
/// 10 warnings and 10 notices a step, the rest it drops without a word.</summary>
internal static class WorkflowAnnotations
{
    private const int MaxPerLevel = 10;
    private const int MaxText = 2000;

    /// <summary>Writes the annotations, the most severe first. What is about the same thing at the same place is one annotation.</summary>
    public static void Write(IEnumerable<Annotation> annotations, TextWriter output)
    {
        var left = ImmutableArray.CreateBuilder<string>();
        foreach (var level in Merge(annotations).GroupBy(a => a.Severity).OrderByDescending(g => g.Key))
        {
            var all = level.ToList();
            foreach (var annotation in all.Take(MaxPerLevel))
            {
                output.Write(Command(annotation));
                output.Write('\n');
            }

            if (all.Count > MaxPerLevel)
            {
                left.Add(PlanWording.Count(all.Count - MaxPerLevel, $"more {Word(level.Key)}"));
            }
        }

        if (left.Count > 0)
        {
            output.Write($"{string.Join(" and ", left)} not shown as annotations: GitHub shows {MaxPerLevel} of each kind.\n");
        }
    }

    private static IEnumerable<Annotation> Merge(IEnumerable<Annotation> annotations) =>
        annotations
            .GroupBy(a => (a.Severity, a.Title, a.Place))
            .Select(g =>
                g.Count() == 1
                    ? g.First()
                    : g.First() with
                    {
                        Message = $"{g.First().Message} ({PlanWording.Number(g.Count() - 1)} more like this)",
                    }
            );

    private static string Command(Annotation annotation)
    {
        var command = new StringBuilder("::").Append(Word(annotation.Severity)).Append(' ');
        if (annotation.Place is { } place)
        {
            command.Append(CultureInfo.InvariantCulture, $"file={Property(place.Path)},line={place.Line},col={place.Column},");
            if (place is { EndLine: { } endLine, EndColumn: { } endColumn })
            {
                command.Append(CultureInfo.InvariantCulture, $"endLine={endLine},endColumn={endColumn},");
            }
        }

        return command
            .Append(
                CultureInfo.InvariantCulture,
                $"title={Property(annotation.Title)}::{WorkflowCommandText.Data(Visible(annotation.Message))}"
            )
            .ToString();
    }

    private static string Word(DiagnosticSeverity severity) =>
        severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            DiagnosticSeverity.Info => "notice",
        };

    private static string Property(string text) => WorkflowCommandText.Property(Visible(text));

    private static string Visible(string text) => WorkflowCommandText.LogLine(TerminalText.Escape(text, MaxText));
}
