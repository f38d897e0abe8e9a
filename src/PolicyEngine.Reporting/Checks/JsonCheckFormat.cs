using System.Text.Json.Nodes;
using PolicyEngine.Checking;
using PolicyEngine.Reporting.Writing;
using static PolicyEngine.Reporting.Writing.JsonTree;

namespace PolicyEngine.Reporting.Checks;

/// <summary>Integrity reports for programs.</summary>
internal sealed class JsonCheckFormat : IFormat<IReadOnlyList<IntegrityReport>>
{
    private const int FormatVersion = 1;

    public string Name => "json";

    public void Write(IReadOnlyList<IntegrityReport> reports, ReportOptions options, Stream output) =>
        JsonTree.Write(new JsonObject { ["formatVersion"] = FormatVersion, ["repositories"] = List(reports, Of) }, output);

    private static JsonObject Of(IntegrityReport report) =>
        new()
        {
            ["registry"] = report.Info.Registry,
            ["name"] = report.Info.Name,
            ["provider"] = report.Info.Provider,
            ["complete"] = report.Info.Complete,
            ["reason"] = report.Info.Reason,
            ["manifests"] = report.Manifests,
            ["tags"] = report.Tags,
            ["violations"] = List(report.Violations, Of),
        };

    private static JsonObject Of(IntegrityViolation violation) =>
        new()
        {
            ["kind"] = Word(violation.Kind),
            ["digest"] = violation.Digest,
            ["tags"] = Texts(violation.Tags),
            ["missing"] = List(violation.Missing, static m => new JsonObject { ["digest"] = m.Digest, ["platform"] = m.Platform }),
            ["paths"] = TextLists(violation.Paths.Select(p => (IEnumerable<string>)p)),
            ["message"] = violation.Message,
        };

    /// <summary>The words of the policy's <c>state</c>, where it has one.</summary>
    private static string Word(IntegrityKind kind) =>
        kind switch
        {
            IntegrityKind.DanglingTag => "dangling-tag",
            IntegrityKind.Ghost => "ghost",
            IntegrityKind.Partial => "partial",
            IntegrityKind.OrphanedReferrer => "orphaned",
            IntegrityKind.Unread => "unread",
        };
}
