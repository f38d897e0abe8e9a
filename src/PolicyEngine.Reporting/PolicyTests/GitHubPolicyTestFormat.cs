using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>Results as annotations of a GitHub workflow, at the expectations
/// that do not hold and the rules that no test exercises.</summary>
internal sealed class GitHubPolicyTestFormat : IFormat<PolicyTestRun>
{
    public string Name => "github";

    public void Write(PolicyTestRun run, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var annotations = run
            .Files.SelectMany(f => f.Diagnostics)
            .Select(d => Of(d, d.Id, d.Message))
            .Concat(run.Files.SelectMany(f => f.Tests).SelectMany(t => t.Failures.Select(f => Of(f.Diagnostic, t.Test.Name, Message(f)))))
            .Concat(run.NotExercised.Select(d => Of(d, d.Id, d.Message)));
        WorkflowAnnotations.Write(annotations, writer);
        writer.Write(PolicyTestWording.Totals(run));
        writer.Write('\n');
    }

    private static Annotation Of(Diagnostic diagnostic, string title, string message) =>
        new(diagnostic.Severity, title, message, diagnostic.Location is { } location ? SourcePlace.Of(location) : null);

    private static string Message(PolicyTestFailure failure) =>
        failure.Diagnostic.AdditionalLocations is [var (place, note), ..]
            ? $"{failure.Diagnostic.Message} {note} ({place})"
            : failure.Diagnostic.Message;
}
