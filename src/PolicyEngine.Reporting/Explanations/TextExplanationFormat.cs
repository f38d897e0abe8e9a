using System.Text;
using PolicyEngine.Explaining;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>Explanations for people at a terminal.</summary>
internal sealed class TextExplanationFormat : IFormat<IReadOnlyList<Explanation>>
{
    public string Name => "text";

    public void Write(IReadOnlyList<Explanation> explanations, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var lines = new TextLines(writer, options);
        for (var i = 0; i < explanations.Count; i++)
        {
            if (i > 0)
            {
                lines.Blank();
            }

            new TextExplanation(lines, options, explanations[i]).Write();
        }
    }
}
