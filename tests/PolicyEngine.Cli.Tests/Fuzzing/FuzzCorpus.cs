using System.Text;
using System.Text.RegularExpressions;

namespace PolicyEngine.Cli.Tests.Fuzzing;

/// <summary>The texts that are mutated, and the words that mutations put in: all policies
/// and tests of the repository, right and wrong, and what is known to be hard.</summary>
internal sealed partial class FuzzCorpus
{
    private static readonly string[] Folders = ["policies", "examples", "tests/fixtures"];

    private static readonly string[] Hard =
    [
        "*",
        "&a",
        "*a",
        "<<: *a",
        "!x",
        "!!str",
        "!!int 3",
        "? ",
        ": ",
        ":",
        "- ",
        "-",
        "---",
        "...",
        "|",
        ">-",
        "|2+",
        "'",
        "\"",
        "\"\\x",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "#",
        " #",
        "%YAML 1.2",
        "@",
        "`",
        "\t",
        "\r",
        "\r\n",
        "\n",
        "\n\n",
        "  ",
        "\0",
        "\u0007",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\uFFFD",
        "\uD83D\uDE00",
        "e\u0301",
        "\u202E",
        "~",
        "null",
        "yes",
        "off",
        "1e3",
        "1.10",
        "0x1F",
        ".inf",
        "-0",
        "99999999999999999999",
        "1y 1y 1y",
        "999999y",
        "14 days",
        "1 month",
        "5 GB",
        "25 percent",
        "9999999999999999PB",
        "(a+)+$",
        "(?<a>(?<b>x{1,1000}){1,1000})",
        "[a-",
        "[^a]",
        "{a,b}",
        "**",
        "*a*a*a*a*b",
        "!",
        "!!",
        ">=1.0.0 <2.0.0 ||",
        "|| ||",
        "sha256:",
        "https://u:p@h/",
        "oci-layout:",
        "[[[[[[[[[[[[",
        "{a: {a: {a: {a: {",
        "# policyengine-disable-next-line PE2001",
        "# policyengine-disable-next-line",
        "x-a: &a {b: *a}",
    ];

    private FuzzCorpus(IReadOnlyList<byte[]> texts, IReadOnlyList<string> words) => (Texts, Words) = (texts, words);

    /// <summary>Whole files, as bytes.</summary>
    public IReadOnlyList<byte[]> Texts { get; }

    /// <summary>Words of the files, each once, and hard ones.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Reads the repository's files, in ordinal order.</summary>
    public static FuzzCorpus Read()
    {
        var texts = new List<byte[]>();
        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var path in Folders
                .SelectMany(f => Directory.EnumerateFiles(Path.Combine(TemporaryFolder.Repository, f), "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
        )
        {
            foreach (
                var text in Path.GetExtension(path) switch
                {
                    ".yaml" or ".fuzz" => [File.ReadAllBytes(path)],
                    ".md" => Blocks(File.ReadAllText(path)),
                    _ => Enumerable.Empty<byte[]>(),
                }
            )
            {
                texts.Add(text);
                words.UnionWith(Word().Matches(Encoding.UTF8.GetString(text)).Select(m => m.Value).Where(w => w.Length < 60));
            }
        }

        return new FuzzCorpus(texts, [.. words, .. Enumerable.Repeat(Hard, 1 + (words.Count / Hard.Length)).SelectMany(h => h)]);
    }

    /// <summary>The policies of a page about the language, without their markers.</summary>
    private static IEnumerable<byte[]> Blocks(string page) =>
        Block().Matches(page).Select(m => Encoding.UTF8.GetBytes(Mark().Replace(m.Groups[1].Value, "$1")));

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\|PE\d+:(.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();

    [GeneratedRegex("[^\\s,{}\\[\\]#]+")]
    private static partial Regex Word();
}
