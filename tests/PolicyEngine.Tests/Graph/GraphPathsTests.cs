using PolicyEngine.Graph;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Graph;

public sealed class GraphPathsTests
{
    [Fact]
    public void Every_way_from_a_tag_is_told_in_ordinal_order()
    {
        var graph = GraphText.Parse(
            """
            app  tags=v1,latest children=amd,arm
            old  tags=v0 children=amd
            amd  tags=amd64
            arm
            sig  subject=amd
            cos  tags=sha256-{arm}.sig
            """
        );
        Assert.Equal("amd64 amd sig; latest app amd sig; v0 old amd sig; v1 app amd sig", Paths(graph, "sig"));
        Assert.Equal("latest app arm cos; v1 app arm cos", Paths(graph, "cos"));
        Assert.Equal("latest app; v1 app", Paths(graph, "app"));
    }

    [Fact]
    public void What_no_tag_reaches_has_no_path()
    {
        var graph = GraphText.Parse("app children=amd\namd\nsig subject=gone");
        Assert.Equal("", Paths(graph, "amd") + Paths(graph, "app") + Paths(graph, "sig"));
    }

    [Fact]
    public void An_unknown_document_leads_to_what_it_mentions() =>
        Assert.Equal("x doc a", Paths(GraphText.Parse("doc tags=x media=application/x mentions=a\na"), "a"));

    [Fact]
    public void Cycles_are_walked_once()
    {
        var graph = GraphText.Parse("s tags=v1 children=j\nj subject=s children=s,c tags=v2\nc");
        Assert.Equal("v1 s j c; v2 j c", Paths(graph, "c"));
        Assert.Equal("v1 s; v2 j s", Paths(graph, "s"));
    }

    [Fact]
    public void The_middle_of_a_very_long_way_is_left_out()
    {
        var graph = GraphText.Parse(
            "i000 tags=top children=i001\n"
                + string.Join('\n', Enumerable.Range(1, 200).Select(i => $"i{i:000} children=i{i + 1:000}"))
                + "\ni201"
        );

        Assert.Equal(64, Assert.Single(GraphPaths.Find(graph, graph.Node("i062"))).Length);
        Assert.DoesNotContain("…", Paths(graph, "i062"), StringComparison.Ordinal);

        var path = Paths(graph, "i201").Split(' ');
        Assert.Equal(64, path.Length);
        Assert.Equal(["top", "i000", "i030", "…", "i171", "i201"], [path[0], path[1], path[31], path[32], path[33], path[^1]]);
    }

    [Fact]
    public void A_chain_is_walked_once_for_all_its_manifests()
    {
        const int Length = 50_000;
        var graph = GraphText.Parse(
            "i00000 tags=top,zop children=i00001\n"
                + string.Join('\n', Enumerable.Range(1, Length).Select(i => $"i{i:00000} children=i{i + 1:00000}"))
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i <= Length; i++)
        {
            Assert.InRange(GraphPaths.Find(graph, graph.Node($"i{i:00000}")).Length, 1, 2);
        }

        // A walk up to the tag for each of them would take 100 GB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000_000);
    }

    [Fact]
    public void Paths_that_are_not_looked_for_are_told_of()
    {
        var graph = GraphText.Parse(
            "i000 tags=top children=i001\n"
                + string.Join('\n', Enumerable.Range(1, 99).Select(i => $"i{i:000} children=i{i + 1:000}"))
                + "\ni100 tags=near\nother tags=aa children=i100"
        );
        Assert.Equal(
            "near i100; aa other i100; … i100",
            string.Join(
                "; ",
                Paths(graph, "i100").Split("; ").OrderByDescending(path => path.StartsWith('n')).ThenBy(path => path[0] == '…')
            )
        );
    }

    [Fact]
    public void Towers_of_diamonds_end_at_the_limit()
    {
        var lines = new List<string> { "a00 tags=v1 children=b00,c00" };
        for (var i = 0; i < 30; i++)
        {
            lines.Add($"b{i:00} children=a{i + 1:00}");
            lines.Add($"c{i:00} children=a{i + 1:00}");
            lines.Add($"a{i + 1:00} children=b{i + 1:00},c{i + 1:00}");
        }

        var graph = GraphText.Parse(string.Join('\n', lines));
        var paths = GraphPaths.Find(graph, graph.Node("a30"));
        Assert.Equal(100, paths.Length);
        Assert.All(paths, path => Assert.Equal(62, path.Length));
        Assert.Equal(7, GraphPaths.Find(graph, graph.Node("a30"), 7).Length);
    }

    [Fact]
    public void Hostile_webs_of_cycles_end_too()
    {
        // Every index lists every other one: more simple paths than atoms, and dead ends beside them.
        var names = Enumerable.Range(0, 40).Select(i => $"n{i:00}").ToArray();
        var graph = GraphText.Parse(string.Join('\n', names.Select(n => $"{n} tags={n} children={string.Join(',', names)},z")) + "\nz");
        Assert.Equal(100, GraphPaths.Find(graph, graph.Node("z")).Length);
    }

    private static string Paths(DigestGraph graph, string name) =>
        string.Join(
            "; ",
            GraphPaths
                .Find(graph, graph.Node(name))
                .Select(path =>
                    string.Join(' ', path.Select((part, i) => i == 0 || part == GraphPaths.Elision ? part : GraphText.NameOf(part)))
                )
        );
}
