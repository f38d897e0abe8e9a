using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>The plan file itself.</summary>
internal sealed class JsonFormat : IFormat<Plan>
{
    public string Name => "json";

    public void Write(Plan plan, ReportOptions options, Stream output) => PlanJson.Write(plan, output);
}
