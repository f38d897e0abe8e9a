using Markdig;
using Markdig.Syntax;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Documentation;

/// <summary>A fenced block of code in a page.</summary>
/// <param name="Page">The page, as a path from the root of the repository.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Language">The word behind the fence; empty where there is none.</param>
/// <param name="Text">What is in it.</param>
/// <param name="IsSketch">Whether <c>&lt;!-- sketch --&gt;</c> stands before it: it shows a form, and is not meant to run.</param>
internal sealed record PageBlock(string Page, int Line, string Language, string Text, bool IsSketch)
{
    private const string Sketch = "<!-- sketch -->";

    /// <summary>All pages of the repository that people read, as paths from its root.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. new[] { "examples", "policies", "schema", ".github", "src" }
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(TemporaryFolder.Repository, folder), "*.md", SearchOption.AllDirectories)
            )
            .Select(path => Path.GetRelativePath(TemporaryFolder.Repository, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "node_modules" or "bin" or "obj"))
            .Append("README.md")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of all pages.</summary>
    public static IReadOnlyList<PageBlock> All { get; } = [.. Pages.SelectMany(page => Of(page, Read(page)))];

    /// <summary>Where it is, for a message.</summary>
    public string Place => $"{Page}:{Line}";

    /// <summary>Its keys at the top, where it is a mapping in YAML.</summary>
    public IReadOnlySet<string> Keys =>
        new HashSet<string>(
            (SyntaxTree.Parse(SourceText.From(Place, Text)).Root as MappingSyntax)?.Properties.Select(p => p.Name) ?? [],
            StringComparer.Ordinal
        );

    /// <summary>Whether it is a workflow of GitHub.</summary>
    public bool IsWorkflow => Language == "yaml" && Keys.Contains("jobs");

    /// <summary>The text of a page.</summary>
    public static string Read(string page) => File.ReadAllText(Path.Combine(TemporaryFolder.Repository, page));

    /// <summary>The blocks of a page, from top to bottom.</summary>
    public static IEnumerable<PageBlock> Of(string page, string text) =>
        Markdown
            .Parse(text)
            .Descendants<FencedCodeBlock>()
            .Select(block => new PageBlock(page, block.Line + 1, block.Info ?? "", $"{block.Lines}\n", Before(block) == Sketch));

    private static string? Before(FencedCodeBlock block)
    {
        var index = block.Parent!.IndexOf(block);
        return index > 0 && block.Parent[index - 1] is HtmlBlock html ? html.Lines.ToString().Trim() : null;
    }
}
