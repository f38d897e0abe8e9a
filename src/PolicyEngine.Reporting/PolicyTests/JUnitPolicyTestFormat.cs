using System.Globalization;
using System.Text;
using System.Xml;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>Results as JUnit XML, which CI systems show: a suite for each
/// file, with the errors of a file as a test case of their own.</summary>
/// <remarks>There are no times in it: results are the same bytes each time.</remarks>
internal sealed class JUnitPolicyTestFormat : IFormat<PolicyTestRun>
{
    private const int MaxText = 2000;

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        CloseOutput = false,
    };

    public string Name => "junit";

    public void Write(PolicyTestRun run, ReportOptions options, Stream output)
    {
        using (var xml = XmlWriter.Create(output, Settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "policy tests");
            WriteCounts(xml, run.Files);
            foreach (var file in run.Files)
            {
                WriteFile(xml, file);
            }

            xml.WriteEndElement();
        }

        output.Write("\n"u8);
        output.Flush();
    }

    private static void WriteFile(XmlWriter xml, PolicyTestFileResult file)
    {
        var path = file.File.Source.Path;
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Safe(path));
        WriteCounts(xml, [file]);
        if (file.HasErrors)
        {
            WriteCase(xml, path, path, 1);
            var errors = file.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
            WriteProblem(xml, "error", errors[0].Message, errors[0].Id, DiagnosticText.Render(errors));
            xml.WriteEndElement();
        }

        foreach (var test in file.Tests)
        {
            WriteCase(xml, path, test.Test.Name, test.Test.Location.Start.Line + 1);
            if (test.Outcome == PolicyTestOutcome.NotRun)
            {
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", "The test could not be run.");
                xml.WriteEndElement();
            }
            else if (!test.Failures.IsEmpty)
            {
                var details = string.Join('\n', test.Failures.Select(f => PolicyTestWording.Details(f, useColor: false)));
                WriteProblem(xml, "failure", test.Failures[0].Diagnostic.Message, test.Failures[0].Diagnostic.Id, details);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string path, string name, int line)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Safe(path));
        xml.WriteAttributeString("name", Safe(name));
        xml.WriteAttributeString("file", Safe(path));
        xml.WriteAttributeString("line", Text(line));
    }

    private static void WriteProblem(XmlWriter xml, string element, string message, string type, string details)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", Safe(message));
        xml.WriteAttributeString("type", type);
        xml.WriteString("\n" + string.Join('\n', details.TrimEnd('\n').Split('\n').Select(Safe)) + "\n");
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyCollection<PolicyTestFileResult> files)
    {
        var errors = files.Count(f => f.HasErrors);
        xml.WriteAttributeString("tests", Text(files.Sum(f => f.Tests.Length) + errors));
        xml.WriteAttributeString("failures", Text(files.Sum(f => f.Tests.Count(t => t.Outcome == PolicyTestOutcome.Failed))));
        xml.WriteAttributeString("errors", Text(errors));
        xml.WriteAttributeString("skipped", Text(files.Sum(f => f.Tests.Count(t => t.Outcome == PolicyTestOutcome.NotRun))));
    }

    /// <summary>Text without the characters that XML 1.0 has no way to write; two more of them are not characters at all.</summary>
    private static string Safe(string text) =>
        WorkflowCommandText.LogLine(TerminalText.Escape(text, MaxText)).Replace('\uFFFE', '?').Replace('\uFFFF', '?');

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
