using System.Text;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>For people at a terminal.</summary>
internal sealed class TextFormat : IFormat<Plan>
{
    public string Name => "text";

    public void Write(Plan plan, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        new TextReport(writer, options).Write(plan);
    }
}
