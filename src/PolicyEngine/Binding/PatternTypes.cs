using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Binding;

/// <summary>A glob without a leading <c>!</c>.</summary>
internal sealed class GlobType(bool isPath = false) : TextBasedType<GlobPattern>
{
    /// <inheritdoc/>
    protected override string Expected => "a pattern such as 'pr-*'";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = GlobParser.MaxLength,
        };

    /// <inheritdoc/>
    protected override bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out GlobPattern value) =>
        FilledPatterns.TryGlob(scalar, context, out text)
            ? TryParse(scalar, text, isPath, string.Empty, isInList: false, context, out value)
            : Fail(out value);

    private static bool Fail(out GlobPattern value)
    {
        value = null!;
        return false;
    }

    /// <summary>Parses a pattern that stands in a scalar behind a prefix; in
    /// a list where any of several matches, one may become several.</summary>
    internal static bool TryParse(
        ScalarSyntax scalar,
        string text,
        bool isPath,
        string prefix,
        bool isInList,
        BindingContext context,
        out GlobPattern value
    )
    {
        value = GlobParser.Parse(text, isPath, out var error, scalar.Location)!;
        if (prefix.Length > 0 && text.StartsWith('!'))
        {
            error = new GlobError("one '!' excludes; a second one has no meaning", [text.TrimStart('!')]);
        }

        if (error is null)
        {
            return true;
        }

        var fix =
            error.Replacement is [var one]
                ? CodeFix.Replace(
                    $"Change '{Quote.Cap(prefix + text)}' to '{Quote.Cap(prefix + one)}'",
                    scalar.Span,
                    Quote.Yaml(prefix + one),
                    isSafe: false
                )
            : error.Replacement is { } many && isInList && ListText.Of(scalar, [.. many.Select(m => Quote.Yaml(prefix + m))]) is { } list
                ? CodeFix.Replace("Write one pattern for each alternative", scalar.Span, list, isSafe: false)
            : null;
        context.Report(LanguageDiagnostics.BadGlob, scalar, fix, Quote.Cap(prefix + text), error.Problem);
        return false;
    }
}

/// <summary>A regular expression that has to match whole values.</summary>
internal sealed partial class RegexType : TextBasedType<Regex>
{
    private const int MaxLength = 1000;
    private const int MostCopies = 1000;

    /// <summary>How large the automaton of a pattern may become: counts repeat what
    /// they count, and the engine itself refuses more than a thousand copies.</summary>
    private static int WeightOf(string text)
    {
        var copies = 1L;
        foreach (var count in Count().EnumerateMatches(text))
        {
            var digits = text.AsSpan(count.Index, count.Length).TrimStart("{,");
            copies = Math.Min(
                MostCopies,
                copies
                    * (
                        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                            ? Math.Clamp(times, 1, MostCopies)
                            : MostCopies
                    )
            );
        }

        return text.Length + (int)copies;
    }

    /// <summary>The last number of a count: <c>9}</c> of <c>{1,9}</c>.</summary>
    [GeneratedRegex("[{,][0-9]+(?=,?})", RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    /// <inheritdoc/>
    protected override string Expected => "a regular expression";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "string",
            ["minLength"] = 1,
            ["maxLength"] = MaxLength,
        };

    /// <inheritdoc/>
    protected override bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out Regex value)
    {
        value = null!;
        if (!FilledPatterns.TryRegex(scalar, context, out text))
        {
            return false;
        }

        if (text.Length > MaxLength)
        {
            context.Report(LanguageDiagnostics.TooLong, scalar, key, $"{text.Length} characters", MaxLength);
            return false;
        }

        if (text.Length == 0)
        {
            return Reject(scalar, text, "it is empty and matches no tag", context);
        }

        if (!context.TryTakeRegexes(WeightOf(text), out var isFirst))
        {
            // One mistake: the others of the file are too many for the same reason.
            return isFirst && Reject(scalar, text, "the regular expressions of the file are too many or too large together", context);
        }

        try
        {
            // The pattern is checked alone first: 'a)(b' must not become right by what is put around it.
            _ = new Regex(text, RegexOptions.CultureInvariant);
            value = new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (RegexParseException e)
        {
            return Reject(scalar, text, $"{Describe(e.Error)} at character {e.Offset + 1}", context);
        }
        catch (NotSupportedException)
        {
            return Reject(scalar, text, ProblemOf(text), context);
        }
        catch (ArgumentException)
        {
            return Reject(scalar, text, "it cannot be read", context);
        }
    }

    private static string ProblemOf(string text) =>
        text.Contains("(?!", StringComparison.Ordinal) || text.Contains("(?<!", StringComparison.Ordinal)
            ? "look-arounds are not available; write what must not match as patterns, such as 'tags: "
                + "[\"*\", \"!v*\"]', or under 'not', as in 'not: { tags: { regex: \"v.*\" } }'"
        : text.Contains("(?=", StringComparison.Ordinal) || text.Contains("(?<=", StringComparison.Ordinal)
            ? "look-arounds are not available; write each condition separately under "
                + "'all', such as 'all: [{ tags: { regex: \"v.*\" } }, …]'"
        : "back-references and groups that need backtracking are not available, or it grows too large";

    private static bool Reject(ScalarSyntax scalar, string text, string problem, BindingContext context)
    {
        context.Report(LanguageDiagnostics.BadRegex, scalar, Quote.Cap(text), problem);
        return false;
    }

    /// <summary><c>InsufficientClosingParentheses</c> → <c>insufficient closing parentheses</c>.</summary>
    private static string Describe(RegexParseError error) =>
        string.Concat(
            error.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? string.Empty : " ") + char.ToLowerInvariant(c) : c.ToString())
        );
}

/// <summary>A version range.</summary>
internal sealed class VersionRangeType : TextBasedType<VersionRange<SemanticVersion>>
{
    /// <inheritdoc/>
    protected override string Expected => "a version range such as '>=1.0.0 <2.0.0'";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <summary>Quotes would not make a range of <c>1.10</c>.</summary>
    protected override bool ReadsNumbers => true;

    /// <inheritdoc/>
    protected override bool TryBindText(
        ScalarSyntax scalar,
        string text,
        string key,
        BindingContext context,
        out VersionRange<SemanticVersion> value
    )
    {
        if (!FilledPatterns.AreSimple(scalar, Expected, context))
        {
            value = null!;
            return false;
        }

        if (VersionRange<SemanticVersion>.TryParse(text, out value, out var culprit))
        {
            return true;
        }

        var meant = RangeWords.Guess(text);
        var fix = meant is null
            ? null
            : CodeFix.Replace($"Change '{Quote.Cap(text)}' to '{meant}'", scalar.Span, Quote.Yaml(meant), isSafe: false);
        context.Report(
            LanguageDiagnostics.BadRange,
            scalar,
            fix,
            Quote.Cap(culprit),
            meant is null ? " Comparators need full versions, such as '>=1.0.0 <2.0.0'." : Suggestion.Text([meant])
        );
        return false;
    }
}

/// <summary>A full digest.</summary>
internal sealed class DigestType : TextBasedType<string>
{
    /// <inheritdoc/>
    protected override string Expected => "a full digest";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9]+([+._-][a-z0-9]+)*:[A-Za-z0-9=_-]+$" };

    /// <inheritdoc/>
    protected override bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out string value)
    {
        value = text;
        if (Digest.TryParse(text, out _))
        {
            return true;
        }

        context.Report(LanguageDiagnostics.BadDigest, scalar, Quote.Cap(text));
        return false;
    }
}

/// <summary>The id of a rule or protection.</summary>
internal sealed class IdentifierType : TextBasedType<string>
{
    /// <inheritdoc/>
    protected override string Expected => "an id such as 'pull-requests'";

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "string",
            ["pattern"] = "^[a-z0-9][a-z0-9-]*$",
            ["maxLength"] = 100,
        };

    /// <inheritdoc/>
    protected override bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out string value)
    {
        value = text;
        if (
            text.Length is > 0 and <= 100
            && text[0] != '-'
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        )
        {
            return true;
        }

        var meant = string.Join('-', Suggestion.ToKebab(text).Split(['-', '.', '/', ':'], StringSplitOptions.RemoveEmptyEntries));
        var isMeant = meant.Length is > 0 and <= 60 && meant.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        var fix = isMeant
            ? CodeFix.Replace(
                $"Change '{Quote.Cap(text)}' to '{meant}'",
                scalar.Span,
                YamlTyping.IsNumber(meant) ? Quote.Yaml(meant) : meant
            )
            : null;
        context.Report(LanguageDiagnostics.BadIdentifier, scalar, fix, Quote.Cap(text), isMeant ? Suggestion.Text([meant]) : string.Empty);
        return false;
    }
}

/// <summary>A type that is read from a text; what YAML would read otherwise has to be quoted.</summary>
internal abstract class TextBasedType<T> : ScalarType<T>
{
    /// <inheritdoc/>
    protected sealed override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out T value)
    {
        if (ReadsNumbers && YamlTyping.IsNumber(scalar))
        {
            return TryBindText(scalar, scalar.Value, key, context, out value);
        }

        if (YamlTyping.TryText(scalar, key, context, out var text))
        {
            return TryBindText(scalar, text, key, context, out value);
        }

        value = default!;
        return false;
    }

    /// <summary>Whether a number is told of in words of the type, since no number is right even in quotes.</summary>
    protected virtual bool ReadsNumbers => false;

    /// <summary>Reads the text.</summary>
    protected abstract bool TryBindText(ScalarSyntax scalar, string text, string key, BindingContext context, out T value);
}
