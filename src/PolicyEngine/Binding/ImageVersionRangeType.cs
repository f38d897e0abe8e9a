using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Binding;

/// <summary>A range of versions as people write them.</summary>
internal sealed partial class ImageVersionRangeType : TextBasedType<VersionRange<ImageVersion>>
{
    private const string Form = " Write comparators with one to four numbers, such as '>=1.4 <2', or '*', 'stable', 'prerelease'.";

    /// <inheritdoc/>
    protected override string Expected => "a version range such as '>=1.4 <2'";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <inheritdoc/>
    protected override bool TryBindText(
        ScalarSyntax scalar,
        string text,
        string key,
        BindingContext context,
        out VersionRange<ImageVersion> value
    )
    {
        if (!FilledPatterns.AreSimple(scalar, Expected, context))
        {
            value = null!;
            return false;
        }

        if (VersionRange<ImageVersion>.TryParse(text, out value, out var culprit))
        {
            return true;
        }

        var (problem, fix) = Explain(scalar, text, culprit);
        context.Report(LanguageDiagnostics.BadRange, scalar, fix, Quote.Cap(culprit), problem);
        return false;
    }

    private static (string Problem, CodeFix? Fix) Explain(ScalarSyntax scalar, string text, string culprit)
    {
        if (Plain(culprit, out _) is not null)
        {
            return ExplainVersions(scalar, text);
        }

        if (RangeWords.GuessShort(text) is { } meant)
        {
            return (Suggestion.Text([meant]), Change(scalar, text, meant));
        }

        if (Pessimistic().Match(culprit) is { Success: true } twofold)
        {
            var (major, minor) = (Number(twofold, "major"), Number(twofold, "minor"));
            return (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $" Write '>={major}.{minor} <{major + 1}', as Ruby and Terraform read it, "
                        + $"or '>={major}.{minor} <{major}.{minor + 1}', as npm does."
                ),
                null
            );
        }

        var isWord = culprit is "latest" or "LATEST" or "RELEASE" or "release" or "final";
        var closest = isWord ? ["stable"] : Suggestion.Closest(culprit, ["stable", "prerelease"]);
        return closest is not [var one]
            ? (Form, null)
            : (
                (
                    isWord
                        ? " Here 'stable' means every version that is not a pre-release; how many "
                            + "of them are kept says 'newest' with 'order-by: version'."
                        : string.Empty
                ) + Suggestion.Text([one]),
                Change(scalar, text, text.Replace(culprit, one, StringComparison.Ordinal))
            );
    }

    /// <summary>Versions as tags have them, with what a range does not look at: the name before them
    /// and the flavour become a pattern beside the range, so that nothing more is selected.</summary>
    private static (string Problem, CodeFix? Fix) ExplainVersions(ScalarSyntax scalar, string text)
    {
        var patterns = new HashSet<string>(StringComparer.Ordinal);
        var words = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var pattern = "*";
            words.Add(word == "||" || VersionRange<ImageVersion>.TryParse(word, out _, out _) ? word : Plain(word, out pattern) ?? word);
            patterns.Add(pattern);
        }

        var meant = string.Join(' ', words);
        patterns.Remove("*");
        if (!VersionRange<ImageVersion>.TryParse(meant, out _, out _))
        {
            return RangeWords.GuessShort(meant) is { } guess && patterns.Count == 0
                ? (Suggestion.Text([guess]), Change(scalar, text, guess))
                : (
                    (words.Exists(w => Plain(w, out _) == w) ? " Ranges do not look at revisions and build text." : string.Empty) + Form,
                    null
                );
        }

        if (patterns.Count == 0)
        {
            return (Suggestion.Text([meant]), Change(scalar, text, meant));
        }

        var any = patterns.First();
        var fix =
            patterns.Count == 1 && !words.Contains("||") && Beside(scalar, Quote.Yaml(meant), Quote.Yaml(any)) is { } both
                ? CodeFix.Replace($"Write 'version: {Quote.Cap(meant)}' with 'any: {Quote.Cap(any)}'", scalar.Span, both, isSafe: false)
                : null;
        return (
            $" Names before the version and flavours are not part of a range: write "
                + $"'version: {Quote.Cap(meant)}', and beside it 'any: {Quote.Cap(any)}'.",
            fix
        );
    }

    /// <summary>A comparator without what a range does not look at, and a glob for
    /// the latter; null where nothing is left that a range can have.</summary>
    private static string? Plain(string comparator, out string pattern)
    {
        pattern = "*";
        var length = comparator.AsSpan().IndexOfAnyExcept("<>=");
        if (length < 0 || !ImageVersion.TryParse(comparator[length..], out var version))
        {
            return null;
        }

        pattern = version.Prefix + (version.Flavour.Length == 0 ? "*" : "*-" + version.Flavour);
        var pre = version.PreRelease.IsEmpty ? string.Empty : "-" + string.Join('.', version.PreRelease);
        return version.Revision is null && version.Build.Length == 0 ? comparator[..length] + version.PartsText + pre : comparator;
    }

    private static int Number(Match match, string part) =>
        int.Parse(match.Groups[part].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    private static CodeFix Change(ScalarSyntax scalar, string text, string meant) =>
        CodeFix.Replace($"Change '{Quote.Cap(text)}' to '{Quote.Cap(meant)}'", scalar.Span, Quote.Yaml(meant), isSafe: false);

    /// <summary>The range with <c>any</c> as its neighbour, in the notation of the mapping
    /// around it; null where that is not plain, or <c>any</c> may be there already.</summary>
    private static string? Beside(ScalarSyntax scalar, string range, string pattern)
    {
        var source = scalar.Source;
        var line = source.GetLineSpan(source.GetPosition(scalar.Span.Start).Line);
        var before = source.Text[line.Start..scalar.Span.Start];
        if (BlockKey().Match(before) is { Success: true } block)
        {
            var indent = block.Groups["indent"].Value;
            return source.Text.Contains($"\n{indent}any:", StringComparison.Ordinal) ? null : $"{range}\n{indent}any: {pattern}";
        }

        var end = source.Text.IndexOf('}', scalar.Span.End);
        var start = before.LastIndexOf('{');
        return
            end < 0
            || start < 0
            || source.Text.AsSpan(line.Start + start, end - line.Start - start).Contains("any:", StringComparison.Ordinal)
            ? null
            : $"{range}, any: {pattern}";
    }

    [GeneratedRegex(@"\A(?<indent> *)version: +\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlockKey();

    /// <summary><c>~&gt;1.2</c>, which tools read in two ways.</summary>
    [GeneratedRegex(@"\A~>v?(?<major>[0-9]{1,9})\.(?<minor>[0-9]{1,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pessimistic();
}
