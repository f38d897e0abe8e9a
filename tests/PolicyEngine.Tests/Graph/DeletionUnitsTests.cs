using PolicyEngine.Graph;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class DeletionUnitsTests
{
    [Theory]
    [InlineData("b\na\nc", "", "a | b | c")]
    [InlineData("z children=y\ny children=a,b\na\nb", "", "z y a b")]
    [InlineData("m children=a\nn children=b\na\nb\ns subject=m", "", "m a s | n b")]
    // What two need goes with the last.
    [InlineData("m children=a,c\nn children=b,c\na\nb\nc", "", "m a | n b c")]
    // What was begun comes first.
    [InlineData("m children=a,c\nn children=b,c\na\nb\nc", "n", "n b | m a c")]
    // An index that lists its own subject, and another that lists the subject too: all one.
    [InlineData("s\nj subject=s children=s\nx children=s", "", "x j s")]
    [InlineData("b children=c\nc children=b,a\na", "", "b c a")]
    public void Each_image_goes_with_all_that_only_it_needs(string text, string first, string units)
    {
        var graph = GraphText.Parse(text);
        var split = DeletionUnits.Split(graph, graph.Closure(graph.Roots), graph.Nodes(first));
        Assert.Equal(units, string.Join(" | ", split.Select(unit => graph.Names(unit.AsSpan()))));
    }
}
