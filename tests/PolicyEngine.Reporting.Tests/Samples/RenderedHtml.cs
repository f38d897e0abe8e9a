using System.Text.RegularExpressions;
using Markdig;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>Markdown as a browser would get it, by an independent renderer with GitHub's extensions.</summary>
internal static partial class RenderedHtml
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UseAlertBlocks()
        .UseMathematics()
        .UseTaskLists()
        .Build();

    public static string Of(string markdown) => Markdown.ToHtml(markdown, s_pipeline);

    /// <summary>The names of the elements, as often as they occur.</summary>
    public static IReadOnlyList<string> Elements(string html) => [.. Tag().Matches(html).Select(m => m.Groups[1].Value.ToLowerInvariant())];

    /// <summary>The cells of each row of each table, without their elements.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(string html) =>
        [.. Row().Matches(html).Select(row => (IReadOnlyList<string>)[.. Cell().Matches(row.Value).Select(c => Text(c.Groups[1].Value))])];

    /// <summary>What a reader sees; blanks of no width are not seen.</summary>
    public static string Text(string html) =>
        System.Net.WebUtility.HtmlDecode(Tag().Replace(html, "")).Replace("\u200B", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex("</?([a-zA-Z!][a-zA-Z0-9-]*)[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<tr[^>]*>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<t[dh][^>]*>(.*?)</t[dh]>", RegexOptions.Singleline)]
    private static partial Regex Cell();
}
