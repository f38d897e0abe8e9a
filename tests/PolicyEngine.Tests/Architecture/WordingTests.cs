using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>What users read says <em>delete, keep, untag, retain</em>, in
/// plain English: translated turns of phrase do not come back.</summary>
public sealed class WordingTests
{
    private static readonly (string Pattern, string Better)[] s_banned =
    [
        (@"\b(?:is|are|was|were) no (?!longer\b|more\b|such\b)", "is not a"),
        (@"\b(?:is|are|was|were) none\b", "is not one"),
        (@"\bThere (?:is|are) no\b", "name what is missing"),
        (@"\banew\b", "again"),
        (@"\bby now\b", "now"),
        (@"\bstill[.,;""]", "say it before the verb"),
        (@"\bwholly\b|\bread whole\b|\bin whole\b", "completely"),
        (@"\bcomes? off\b|\btak(?:es?|en|ing)(?: \w+){0,3} off\b", "untag, remove the tag"),
        (
            @"\b(?:which|that|it|they|images?|manifests?|parts?|tags?|everything|nothing|what|all) (?:goes|go|stays?|stayed)\b(?! (?:with|beyond))",
            "is deleted, is kept"
        ),
        (@"\bgo(?:es)? on\b", "continues; to resume"),
        (@"\bit is looked\b|\bcannot be said\b|\bis said\b|\bis told\b", "checks, prints, reports"),
        (@"\ba wish that\b|\bgoes without saying\b|\bnobody knows\b", "no riddles"),
        (@"\borphan: ", "untagged; 'orphaned' is a referrer whose subject is absent"),
    ];

    [Fact]
    public void Texts_for_users_use_plain_words()
    {
        var found = Texts().SelectMany(text => Bad(text.Line).Select(better => $"{text.Place}: {text.Line.Trim()}  →  {better}")).ToArray();

        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("'x' is no duration, as in 30m.")]
    [InlineData("'x' is none of text, json.")]
    [InlineData("There is no option '--x'.")]
    [InlineData("Tags that come off images that stay:")]
    [InlineData("The rule 'x' takes the tag off: older than 14d.")]
    [InlineData("nothing goes, 3 manifests stay")]
    [InlineData("Cancelled. 'policyengine apply x' goes on.")]
    [InlineData("The repository could not be read whole.")]
    [InlineData("Planned anew, the tag leads elsewhere by now.")]
    [InlineData("The placeholder is there still.")]
    public void Translated_phrases_are_found(string text) => Assert.NotEmpty(Bad(text));

    [Theory]
    [InlineData("'x' is not a duration such as 30m.")]
    [InlineData("The tag is no longer there; no such image is kept.")]
    [InlineData("Already gone")]
    [InlineData("Plan and apply in one go")]
    public void Plain_phrases_are_not(string text) => Assert.Empty(Bad(text));

    private static IEnumerable<string> Bad(string line) => s_banned.Where(b => Regex.IsMatch(line, b.Pattern)).Select(b => b.Better);

    /// <summary>The lines of the sources and of the pages for users, without the comments of the code.</summary>
    private static IEnumerable<(string Place, string Line)> Texts()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath())!, "../../.."));
        var obj = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var packages = $"{Path.DirectorySeparatorChar}node_modules{Path.DirectorySeparatorChar}";
        string[] folders = ["src", "schema", "policies", "examples", ".github"];
        var files = folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, f), "*", SearchOption.AllDirectories))
            .Where(f =>
                Path.GetExtension(f) is ".cs" or ".scriban" or ".md" or ".yaml" or ".yml" or ".cron" or ".html" or ".js" or ".sh" or ".ps1"
                && !f.Contains(obj, StringComparison.Ordinal)
            )
            .Where(f => !f.Contains(packages, StringComparison.Ordinal))
            .Concat(["README.md", "CHANGELOG.md", "action.yml"])
            .Select(f => Path.Combine(root, f));
        return files.SelectMany(file =>
            File.ReadLines(file)
                .Select((line, i) => (Place: $"{Path.GetRelativePath(root, file)}:{i + 1}", Line: line))
                .Where(text => !text.Line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        );
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
