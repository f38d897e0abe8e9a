using PolicyEngine.Graph;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class DeletionOrderTests
{
    [Theory]
    [InlineData("b\na\nc", "a b c")]
    [InlineData("z children=a\na", "z a")]
    [InlineData("z children=y\ny children=a,b\na\nb", "z y a b")]
    [InlineData("s\na subject=s", "s a")]
    [InlineData("s\na tags=sha256-{s}.sig", "s a")]
    [InlineData("s\nf children=a tags=sha256-{s}\na subject=s", "s f a")]
    // An index that lists its own subject: the hard rule wins.
    [InlineData("s\nj subject=s children=s,a\na", "j a s")]
    [InlineData("s\nj subject=s children=s\na subject=j", "j a s")]
    // Referrer tags that name each other.
    [InlineData("b children= tags=sha256-{a}\na children= tags=sha256-{b}", "a b")]
    // Cycles of indexes, which only made-up digests have.
    [InlineData("b children=c\nc children=d\nd children=b,a\na", "b c d a")]
    public void Parents_come_first_then_subjects_then_smaller_digests(string text, string order)
    {
        var graph = GraphText.Parse(text);
        Assert.Equal(order, graph.Names(DeletionOrder.Sort(graph, graph.Closure(graph.Roots))));
    }

    [Fact]
    public void Only_the_condemned_are_sorted()
    {
        var graph = GraphText.Parse("z tags=v1 children=y,x\ny children=a\nx\na");
        Assert.Equal("y a", graph.Names(DeletionOrder.Sort(graph, graph.Nodes("a y"))));
        Assert.Empty(DeletionOrder.Sort(graph, graph.Nodes("")));
    }
}
