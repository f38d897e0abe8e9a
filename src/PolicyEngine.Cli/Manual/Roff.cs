using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyEngine.Cli.Manual;

/// <summary>A page in the macros of <c>man</c>, written from top to bottom. Text is escaped.</summary>
internal sealed partial class Roff
{
    private readonly StringBuilder _page = new();

    /// <summary>Begins the page: its name, its day, and what it belongs to.</summary>
    public Roff Title(string name, string date, string source) =>
        Line($".TH {Escape(name.ToUpperInvariant())} 1 \"{date}\" \"{Escape(source)}\"").Line(".nh").Line(".ad l");

    /// <summary>A heading.</summary>
    public Roff Section(string heading) => Line($".SH {heading}");

    /// <summary>A paragraph in which options are bold and placeholders slanted.</summary>
    public Roff Text(string text) => Line(Marked(text));

    /// <summary>A paragraph of its own.</summary>
    public Roff Paragraph(string text) => Line(".PP").Text(text);

    /// <summary>A term, and what it means; a term alone where that is not said.</summary>
    public Roff Term(string term, string meaning) => Line(".TP").Text(term).Text(meaning.Length == 0 ? "\u00a0" : meaning);

    /// <summary>A line as one types it.</summary>
    public Roff Example(string line) => Line(".RS 4").Line(".EX").Line(Start(Escape(line))).Line(".EE").Line(".RE");

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();

    private Roff Line(string line)
    {
        _page.Append(CultureInfo.InvariantCulture, $"{line}\n");
        return this;
    }

    private static string Marked(string text) =>
        Start(
            Marks().Replace(Escape(text), m => m.Groups["option"].Success ? $@"\fB{m.Value}\fR" : $@"\fI{m.Groups["placeholder"].Value}\fR")
        );

    /// <summary>A line that begins with a dot or an apostrophe would be a macro.</summary>
    private static string Start(string line) => line is ['.' or '\'', ..] ? @"\&" + line : line;

    private static string Escape(string text) =>
        text.Replace(@"\", @"\e", StringComparison.Ordinal)
            .Replace("-", @"\-", StringComparison.Ordinal)
            .Replace("\"", @"\(dq", StringComparison.Ordinal);

    /// <summary>Options and placeholders in text that is escaped.</summary>
    [GeneratedRegex(@"(?<![\w\\])(?<option>\\-(\\-)?[a-z?][a-z]*(\\-[a-z]+)*)(?![\w])|<(?<placeholder>[^<>]+)>")]
    private static partial Regex Marks();
}
