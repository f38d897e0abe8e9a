using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Parses YAML into a <see cref="SyntaxTree"/>. Pure; never throws for bad text.</summary>
/// <remarks>
/// A text that YAML does not read as text though it was plainly meant so (<c>*-rc</c>, <c>!latest</c>) is masked by a letter and
/// the file is read again, so that the rest of it is checked as well: the mask has the same length, and every span stays true.
/// </remarks>
internal static class SyntaxParser
{
    private const int MaxPasses = 20;
    private const int LongText = 1 << 17;
    private const int MaxPassesOverLongText = 4;

    public static SyntaxTree Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var bag = new DiagnosticBag();
        if (TextScreening.FirstProblem(source) is { } problem)
        {
            bag.Add(problem);
            return new SyntaxTree(source, null, [], bag.ToSorted());
        }

        var mask = new PlainTextMask(source.Text);
        var passes = source.Text.Length > LongText ? MaxPassesOverLongText : MaxPasses;
        SyntaxBuilder builder;
        do
        {
            mask.BeginPass();
            builder = new SyntaxBuilder(source, mask);
            builder.Build();
        } while (mask.AddAll(builder.Misread) && --passes > 0);

        bag.AddRange(builder.Diagnostics);
        bag.AddRange(mask.ReportUnseen(source));
        var comments = CommentFinder.Find(source, builder.ScalarSpans, builder.ReadTo);
        return new SyntaxTree(source, builder.Root, comments, bag.ToSorted());
    }
}
