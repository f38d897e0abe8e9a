using System.Text;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>Results for people: each test, what failed and why, and what no test exercises.</summary>
internal sealed class TextPolicyTestFormat : IFormat<PolicyTestRun>
{
    private const int TestIndent = 2;
    private const int DetailIndent = 6;

    public string Name => "text";

    public void Write(PolicyTestRun run, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var lines = new TextLines(writer, options);
        foreach (var file in run.Files)
        {
            WriteFile(lines, file, options);
            lines.Blank();
        }

        var totals = PolicyTestWording.Totals(run);
        lines.Line(0, run.Succeeded ? lines.Green(totals) : lines.Red(totals));
        if (PolicyTestWording.Coverage(run) is { Length: > 0 } coverage)
        {
            lines.Line(0, coverage);
        }

        foreach (var untested in run.NotExercised)
        {
            lines.Line(TestIndent, lines.Yellow(DiagnosticText.RenderLine(untested)));
        }
    }

    private static void WriteFile(TextLines lines, PolicyTestFileResult file, ReportOptions options)
    {
        lines.Line(0, lines.Bold(TerminalText.Escape(file.File.Source.Path)));
        foreach (var diagnostic in file.Diagnostics)
        {
            WriteText(lines, TestIndent, DiagnosticText.Render(diagnostic, options.Color));
        }

        foreach (var test in file.Tests)
        {
            var name = TerminalText.Escape(test.Test.Name);
            lines.Line(
                TestIndent,
                test.Outcome switch
                {
                    PolicyTestOutcome.Passed => $"{lines.Green("✓")} {name}",
                    PolicyTestOutcome.Failed => $"{lines.Red("✗")} {name}",
                    PolicyTestOutcome.NotRun => $"{lines.Yellow("–")} {name} (not run)",
                }
            );
            foreach (var failure in test.Failures)
            {
                WriteText(lines, DetailIndent, PolicyTestWording.Details(failure, options.Color));
            }
        }
    }

    private static void WriteText(TextLines lines, int indent, string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            lines.Line(line.Length == 0 ? 0 : indent, line);
        }
    }
}
