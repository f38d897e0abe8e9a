using System.Text;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Formats.Text;

/// <summary>For people at a terminal.</summary>
internal sealed class TextFormat : IReportFormat
{
    public string Name => "text";

    public string Description => "a summary for people";

    public void Write(Plan plan, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        new TextReport(writer, options).Write(plan);
    }
}
