using System.Text.RegularExpressions;

namespace PolicyEngine.Cli.Tests.Architecture;

/// <summary>The folders of every assembly are layers: no namespace knows another that knows it, straight or through others.</summary>
public sealed partial class NamespaceCircleTests
{
    public static TheoryData<string> Assemblies => [.. References.ShippedAssemblies];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespaces_know_one_another_in_a_circle(string assembly)
    {
        var references = References.Of(assembly);
        var arrows = references
            .GroupBy(r => (From: Folder(r.From), To: Folder(r.To)))
            .Where(g => g.Key.From != g.Key.To)
            .ToDictionary(g => g.Key, g => g.First());
        var next = arrows.Keys.ToLookup(a => a.From, a => a.To);
        var circles = arrows
            .Where(a => Reaches(next, a.Key.To, a.Key.From))
            .Select(a => $"{a.Key.From} -> {a.Key.To}: {a.Value.From} uses {a.Value.To}");

        Assert.Empty(circles.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_test_sees_circles()
    {
        var next = new[] { ("a", "b"), ("b", "c"), ("c", "a"), ("c", "d") }.ToLookup(a => a.Item1, a => a.Item2);
        Assert.True(Reaches(next, "b", "a"));
        Assert.False(Reaches(next, "d", "a"));
        Assert.Contains(References.Of("PolicyEngine.Core"), r =>
            r is { From: "PolicyEngine.Graph.DigestGraph", To: "PolicyEngine.Oci.Digest" }
        );
    }

    /// <summary>The README of the sources draws the layers: each folder stands below all that it uses.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_picture_lists_all_folders_and_each_only_uses_those_above_it(string assembly)
    {
        var picture = LayerPicture.Of(assembly);
        var folders = References
            .Of(assembly)
            .SelectMany(r => new[] { Folder(r.From), Folder(r.To) })
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(folders, picture.Order(StringComparer.Ordinal));
        Assert.Empty(
            References
                .Of(assembly)
                .Where(r => picture.IndexOf(Folder(r.To)) > picture.IndexOf(Folder(r.From)))
                .Select(r => $"{r.From} uses {r.To}, which stands below it")
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Compiled code does not show which constants it uses, nor what
    /// a comment refers to: a file names no folder below its own.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Files_name_only_folders_above_theirs(string assembly)
    {
        var picture = LayerPicture.Of(assembly);
        var named = LayerPicture.Sources(assembly).SelectMany(file => Below(picture, file, File.ReadAllText(file)));

        Assert.Empty(named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_test_sees_what_a_file_names()
    {
        string[] picture = ["A.Low", "A.High"];
        Assert.Equal(
            ["f names A.High", "f names A.High"],
            Below(picture, "f", "using A.High;\nnamespace A.Low;\n/// <see cref=\"High.Type\"/>\n")
        );
        Assert.Empty(Below(picture, "f", "using A.Low;\nnamespace A.High;\n/// <see cref=\"Low.Type\"/>\n"));
    }

    private static IEnumerable<string> Below(IList<string> picture, string file, string text)
    {
        var own = Named().Match(text) is { Success: true } found ? found.Groups["folder"].Value : picture[^1];
        var outer = Enumerable.Range(0, own.Count(c => c == '.') + 1).Select(i => string.Join('.', own.Split('.')[..^i]) + ".").ToList();
        return Usings()
            .Matches(text)
            .Select(m => m.Groups["folder"].Value)
            .Concat(Crefs().Matches(text).SelectMany(m => outer.Select(o => o + m.Groups["folder"].Value)))
            .Where(folder => picture.IndexOf(folder) > picture.IndexOf(own))
            .Select(folder => $"{file} names {folder}");
    }

    [GeneratedRegex(@"^namespace (?<folder>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"^using (static )?(?<folder>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Usings();

    [GeneratedRegex(@"cref=""(?<folder>[\w.]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex Crefs();

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
