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
    protected override bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out VersionRange<ImageVersion> value)
    {
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
        var (sign, rest) = Split(culprit);
        if (ImageVersion.TryParse(rest, out var version))
        {
            return ExplainVersion(scalar, text, culprit, sign, version);
        }

        if (RangeWords.GuessShort(text) is { } meant)
        {
            return (Suggestion.Text([meant]), Change(scalar, text, meant));
        }

        if (Pessimistic().Match(culprit) is { Success: true } twofold)
        {
            var (major, minor) = (long.Parse(twofold.Groups["major"].ValueSpan, null), long.Parse(twofold.Groups["minor"].ValueSpan, null));
            return (FormattableString.Invariant($" Write '>={major}.{minor} <{major + 1}', as Ruby and Terraform read it, or '>={major}.{minor} <{major}.{minor + 1}', as npm does."), null);
        }

        if (MavenWord(culprit) is { } word)
        {
            return ($" Here 'stable' means every version that is not a pre-release; how many of them are kept says 'newest' with 'order-by: version'.{Suggestion.Text([word])}", Change(scalar, text, text.Replace(culprit, word, StringComparison.Ordinal)));
        }

        var closest = Suggestion.Closest(culprit, ["stable", "prerelease"]);
        return closest is [var one]
            ? (Suggestion.Text(closest), Change(scalar, text, text.Replace(culprit, one, StringComparison.Ordinal)))
            : (Form, null);
    }

    /// <summary>A version of a tag, with what a range does not look at: the name before it and the flavour become a pattern beside the range, so that nothing more is selected.</summary>
    private static (string Problem, CodeFix? Fix) ExplainVersion(ScalarSyntax scalar, string text, string culprit, string sign, ImageVersion version)
    {
        var pre = version.PreRelease.IsEmpty ? string.Empty : "-" + string.Join('.', version.PreRelease);
        var plain = sign + version.PartsText + pre;
        var meant = text.Replace(culprit, plain, StringComparison.Ordinal);
        if (!VersionRange<ImageVersion>.TryParse(meant, out _, out _) || version.Revision is not null || version.Build.Length > 0)
        {
            return ($" Ranges do not look at revisions and build text.{Form}", null);
        }

        if (version.Prefix.Length == 0 && version.Flavour.Length == 0)
        {
            return (Suggestion.Text([meant]), Change(scalar, text, meant));
        }

        var pattern = version.Prefix + "*" + (version.Flavour.Length == 0 ? string.Empty : "-" + version.Flavour);
        var what = version.Flavour.Length == 0 ? "a name before the version" : "a flavour";
        var fix = text == culprit && Beside(scalar, Quote.Yaml(meant), Quote.Yaml(pattern)) is { } both
            ? CodeFix.Replace($"Write 'version: {Quote.Cap(meant)}' with 'any: {Quote.Cap(pattern)}'", scalar.Span, both, isSafe: false)
            : null;
        return ($" A range cannot have {what}: write 'version: {Quote.Cap(meant)}' and beside it 'any: {Quote.Cap(pattern)}'.", fix);
    }

    private static CodeFix Change(ScalarSyntax scalar, string text, string meant) =>
        CodeFix.Replace($"Change '{Quote.Cap(text)}' to '{Quote.Cap(meant)}'", scalar.Span, Quote.Yaml(meant), isSafe: false);

    private static (string Sign, string Version) Split(string comparator)
    {
        var length = comparator.AsSpan().IndexOfAnyExcept("<>=");
        return length < 0 ? (comparator, string.Empty) : (comparator[..length], comparator[length..]);
    }

    private static string? MavenWord(string culprit) => culprit is "latest" or "LATEST" or "RELEASE" or "release" or "final" ? "stable" : null;

    /// <summary>The range with <c>any</c> as its neighbour, in the notation of the mapping around it; null where that is not plain, or <c>any</c> may be there already.</summary>
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
        return end < 0 || start < 0 || source.Text.AsSpan(line.Start + start, end - line.Start - start).Contains("any:", StringComparison.Ordinal) ? null : $"{range}, any: {pattern}";
    }

    [GeneratedRegex(@"\A(?<indent> *)version: +\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlockKey();

    /// <summary><c>~&gt;1.2</c>, which tools read in two ways.</summary>
    [GeneratedRegex(@"\A~>v?(?<major>[0-9]{1,9})\.(?<minor>[0-9]{1,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pessimistic();
}
