using System.Text.RegularExpressions;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>Comments name the section of <c>schema/semantics.md</c> that the code implements: each of these sections exists.</summary>
public sealed partial class SemanticsReferenceTests
{
    private static readonly string Page = Path.Combine(GeneratedFile.Root, "schema", "semantics.md");

    [Fact]
    public void Every_section_that_code_names_exists()
    {
        var sections = Headings()
            .Matches(File.ReadAllText(Page))
            .Select(m => Anchor(m.Groups["text"].Value))
            .ToHashSet(StringComparer.Ordinal);
        var named = Sources()
            .SelectMany(file => References().Matches(File.ReadAllText(file)).Select(m => (File: file, Section: m.Groups["section"].Value)))
            .ToList();

        Assert.NotEmpty(named);
        Assert.Empty(
            named.Where(n => !sections.Contains(n.Section)).Select(n => $"{Path.GetRelativePath(GeneratedFile.Root, n.File)}: #{n.Section}")
        );
    }

    [Fact]
    public void The_page_has_no_dead_links_of_its_own()
    {
        var text = File.ReadAllText(Page);
        var sections = Headings().Matches(text).Select(m => Anchor(m.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);

        Assert.All(Links().Matches(text).Select(m => m.Groups["section"].Value), section => Assert.Contains(section, sections));
        Assert.All(Files().Matches(text).Select(m => m.Groups["file"].Value), file =>
            Assert.True(File.Exists(Path.Combine(GeneratedFile.Root, "schema", file)), file)
        );
    }

    /// <summary>A document that is not in the repository helps nobody who has only the repository.</summary>
    [Fact]
    public void Nothing_cites_a_document_that_is_not_here() =>
        Assert.Empty(
            Sources().Where(file => Absent().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(GeneratedFile.Root, file))
        );

    private static IEnumerable<string> Sources() =>
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(GeneratedFile.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"));

    private static string Anchor(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Headings();

    [GeneratedRegex(@"semantics\.md#(?<section>[a-z0-9-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex References();

    [GeneratedRegex(@"\]\(#(?<section>[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();

    [GeneratedRegex(@"\]\((?<file>[a-z.]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Files();

    [GeneratedRegex(@"\bSPEC [0-9]")]
    private static partial Regex Absent();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchors();
}
