using System.Text;
using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>A tree for people at a terminal.</summary>
internal sealed class TextGraphFormat : IFormat<GraphView>
{
    public string Name => "text";

    public void Write(GraphView view, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        new TextTree(new TextLines(writer, options), options, view).Write();
    }
}
