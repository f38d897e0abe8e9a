using System.Text;
using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Formats.Text;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>A tree for people at a terminal.</summary>
internal sealed class TextGraphFormat : IGraphFormat
{
    public string Name => "text";

    public void Write(GraphView view, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        new TextTree(new TextLines(writer, options), options, view).Write();
    }
}
