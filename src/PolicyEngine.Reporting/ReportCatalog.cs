using System.Collections.Immutable;
using PolicyEngine.Reporting.Formats.GitHub;
using PolicyEngine.Reporting.Formats.Json;
using PolicyEngine.Reporting.Formats.Markdown;
using PolicyEngine.Reporting.Formats.Sarif;
using PolicyEngine.Reporting.Formats.Text;

namespace PolicyEngine.Reporting;

/// <summary>The formats for plans. A new one is a folder under <c>Formats</c> and a line here.</summary>
public static class ReportCatalog
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IReportFormat> All { get; } =
    [
        new TextFormat(),
        new JsonFormat(),
        new MarkdownFormat(),
        new GitHubFormat(),
        new SarifFormat(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static IReportFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
