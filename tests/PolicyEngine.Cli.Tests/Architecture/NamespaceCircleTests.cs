using Mono.Cecil;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>The folders of every assembly are layers: no namespace knows another that knows it, straight or through others.</summary>
public sealed class NamespaceCircleTests
{
    public static TheoryData<string> Assemblies => [.. References.ShippedAssemblies];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespaces_know_one_another_in_a_circle(string assembly)
    {
        var references = References.Of(assembly);
        var arrows = references.GroupBy(r => (From: Folder(r.From), To: Folder(r.To))).Where(g => g.Key.From != g.Key.To).ToDictionary(g => g.Key, g => g.First());
        var next = arrows.Keys.ToLookup(a => a.From, a => a.To);
        var circles = arrows.Where(a => Reaches(next, a.Key.To, a.Key.From)).Select(a => $"{a.Key.From} -> {a.Key.To}: {a.Value.From} uses {a.Value.To}");

        Assert.Empty(circles.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_test_sees_circles()
    {
        var next = new[] { ("a", "b"), ("b", "c"), ("c", "a"), ("c", "d") }.ToLookup(a => a.Item1, a => a.Item2);
        Assert.True(Reaches(next, "b", "a"));
        Assert.False(Reaches(next, "d", "a"));
        Assert.Contains(References.Of("PolicyEngine.Core"), r => r is { From: "PolicyEngine.Graph.DigestGraph", To: "PolicyEngine.Oci.Digest" });
    }

    /// <summary>The README of the sources draws the layers: each folder stands below all that it uses.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_picture_lists_all_folders_and_each_only_uses_those_above_it(string assembly)
    {
        var picture = LayerPicture.Of(assembly);
        var folders = References.Of(assembly).SelectMany(r => new[] { Folder(r.From), Folder(r.To) }).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(folders, picture.Order(StringComparer.Ordinal));
        Assert.Empty(References.Of(assembly).Where(r => picture.IndexOf(Folder(r.To)) > picture.IndexOf(Folder(r.From)))
            .Select(r => $"{r.From} uses {r.To}, which stands below it").Order(StringComparer.Ordinal));
    }

    private static string Folder(string type) => type[..Math.Max(0, type.LastIndexOf('.'))];

    private static bool Reaches(ILookup<string, string> next, string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var folder))
        {
            if (folder == to)
            {
                return true;
            }

            foreach (var other in next[folder].Where(seen.Add))
            {
                open.Push(other);
            }
        }

        return false;
    }
}
