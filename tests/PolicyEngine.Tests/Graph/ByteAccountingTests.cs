using PolicyEngine.Graph;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class ByteAccountingTests
{
    private readonly DigestGraph _graph = GraphText.Parse(
        """
        one  tags=v1 size=1 children=amd,base
        two  tags=v2 size=2 children=base
        amd  size=10 config=c1:100 layers=l1:1000,l1:1000
        base size=20 config=c2:200 layers=l1:1000,l2:2000
        sig  size=40 subject=amd layers=l3:4000
        """
    );

    [Fact]
    public void Deleted_bytes_count_each_blob_once()
    {
        var bytes = new ByteAccounting(_graph);
        Assert.Equal(10 + 100 + 1000, bytes.Deleted(_graph.Nodes("amd")));
        Assert.Equal(10 + 20 + 100 + 200 + 1000 + 2000, bytes.Deleted(_graph.Nodes("amd base")));
        Assert.Equal(0, bytes.Deleted(_graph.Nodes("")));
    }

    [Fact]
    public void Reclaimed_bytes_are_those_that_nothing_kept_uses()
    {
        var bytes = new ByteAccounting(_graph);
        Assert.Equal(1 + 10 + 100 + 40 + 4000, bytes.Reclaimed(_graph.Nodes("one amd sig")));
        Assert.Equal(bytes.Deleted(_graph.Closure(_graph.Roots)), bytes.Reclaimed(_graph.Closure(_graph.Roots)));
    }

    [Fact]
    public void Unique_bytes_are_those_that_no_other_root_reaches()
    {
        var bytes = new ByteAccounting(_graph);
        Assert.Equal(1 + 10 + 100 + 40 + 4000, bytes.UniqueOf(_graph.Node("one")));
        Assert.Equal(2, bytes.UniqueOf(_graph.Node("two")));
    }

    [Fact]
    public void A_root_that_another_root_reaches_still_counts_its_own_manifest()
    {
        var graph = GraphText.Parse("app tags=v1 size=1 children=amd\namd tags=amd size=10 layers=l:100");
        var bytes = new ByteAccounting(graph);
        Assert.Equal((1, 10), (bytes.UniqueOf(graph.Node("app")), bytes.UniqueOf(graph.Node("amd"))));
    }

    [Fact]
    public void A_quota_counts_what_a_root_adds()
    {
        var quota = new ByteAccounting(_graph).StartQuota(_graph.Nodes(""));
        Assert.Equal(2 + 20 + 200 + 1000 + 2000, quota.Cost(_graph.Node("two")));
        Assert.Equal(quota.Cost(_graph.Node("two")), quota.Cost(_graph.Node("two")));
        quota.Take(_graph.Node("two"));
        Assert.Equal(0, quota.Cost(_graph.Node("two")));
        Assert.Equal(1 + 10 + 100 + 40 + 4000, quota.Cost(_graph.Node("one")));
    }

    [Fact]
    public void What_is_excluded_from_a_quota_costs_nothing_with_all_that_it_reaches()
    {
        var quota = new ByteAccounting(_graph).StartQuota(_graph.Nodes("two"));
        Assert.Equal(1 + 10 + 100 + 40 + 4000, quota.Cost(_graph.Node("one")));
    }

    [Theory]
    [InlineData("a tags=a size=1 layers=l", false)]
    [InlineData("a tags=a", null)]
    [InlineData("a tags=a size=1 children=b\nb unread", null)]
    [InlineData("a tags=a size=1 layers=l:9000000000\nb tags=b unread", null)]
    [InlineData("a tags=a size=2000000000 layers=l:1\nb tags=b unread", true)]
    [InlineData("a tags=a layers=l:2000000000", true)]
    [InlineData("a tags=a layers=l:999999999", false)]
    [InlineData("a tags=a size=1 layers=l:2000000000,m", true)]
    [InlineData("a tags=a size=1 layers=l\nb size=1 layers=l:5 subject=a", false)]
    public void Whether_an_image_is_larger_is_said_only_where_enough_is_known(string repository, bool? expected)
    {
        var graph = GraphText.Parse(repository);
        Assert.Equal(expected, new ByteAccounting(graph).IsLargerThan(graph.Node("a"), 1_000_000_000));
    }

    [Fact]
    public void Nothing_costs_a_quota_anything_where_what_is_excluded_may_hold_it()
    {
        var graph = GraphText.Parse("a tags=a size=1 layers=l:100\nb tags=b unread");
        Assert.Equal(101, new ByteAccounting(graph).StartQuota(graph.Nodes("")).Cost(graph.Node("a")));
        Assert.Equal(0, new ByteAccounting(graph).StartQuota(graph.Nodes("b")).Cost(graph.Node("a")));
    }
}
