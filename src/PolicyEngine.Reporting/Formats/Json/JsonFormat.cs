using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Formats.Json;

/// <summary>The plan file itself.</summary>
internal sealed class JsonFormat : IReportFormat
{
    public string Name => "json";

    public string Description => "the plan file";

    public void Write(Plan plan, ReportOptions options, Stream output) => PlanJson.Write(plan, output);
}
