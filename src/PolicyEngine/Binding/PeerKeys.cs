using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>Keys of other tools, with the way that their meaning is written
/// here: <c>untagged: true</c> is <c>tagged: false</c>. Pure.</summary>
internal static partial class PeerKeys
{
    private static readonly HashSet<string> s_untagged = new(StringComparer.Ordinal)
    {
        "untagged",
        "is-untagged",
        "only-untagged",
        "untagged-only",
        "delete-untagged",
        "delete-untagged-images",
        "dangling",
        "delete-dangling",
        "prune-dangling",
    };

    private static readonly HashSet<string> s_excluded = new(StringComparer.Ordinal)
    {
        "exclude-tags",
        "exclude-tag",
        "excluded-tags",
        "ignore-tags",
        "ignore-tag",
        "ignored-tags",
        "skip-tags",
        "skip-tag",
        "skipped-tags",
        "except-tags",
        "not-tags",
        "tags-exclude",
        "tags-ignore",
        "tags-not",
        "tags-except",
        "tag-exclude",
        "exclude-tag-patterns",
        "exclude",
        "ignore",
        "skip",
    };

    private static readonly HashSet<string> s_regex = new(StringComparer.Ordinal)
    {
        "tag-regex",
        "tags-regex",
        "tag-regexp",
        "regex-tags",
        "tag-regular-expression",
        "tag-name-regex",
        "name-regex",
        "name-regex-delete",
        "tag-selection-regex",
        "regexp",
    };

    private static readonly HashSet<string> s_counted = new(StringComparer.Ordinal)
    {
        "keep-n-tagged",
        "keep-n-untagged",
        "keep-n",
        "keep-n-most-recent",
        "keep-most-recent",
        "keep-at-least",
        "keep-count",
        "keep-last",
        "keep-newest",
        "keep-latest",
        "min-versions-to-keep",
        "most-recent-versions",
        "minimum-tags",
        "retain-count",
        "retain-last",
        "latest-n",
        "cut-off-count",
    };

    /// <summary>The way to say it; null where the key is not known from another tool, or what it means has no place here.</summary>
    /// <param name="key">The unknown key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="mapping">The mapping it stands in.</param>
    /// <param name="shape">The keys that the mapping may have.</param>
    public static KeyGuess? Guess(ScalarSyntax key, SyntaxNode value, MappingSyntax mapping, MappingShape shape)
    {
        if (Meanings(Suggestion.ToKebab(key.Value), value) is not { Length: > 0 } meanings)
        {
            return null;
        }

        foreach (var (keyword, text) in meanings)
        {
            if (shape.Find(keyword) is not null)
            {
                return Here(key, value, mapping, keyword, text);
            }
        }

        var elsewhere = shape.Elsewhere();
        string[] ways =
        [
            .. from m in meanings
            from place in elsewhere.Where(p => p.Keys.Contains(m.Keyword, StringComparer.Ordinal)).Take(1)
            select $"'{m.Keyword}: {m.Text ?? "…"}' {place.Where}",
        ];
        return ways.Length == 0 ? null : new KeyGuess([], $" Write {string.Join(", or ", ways)}.", IsSpelling: false);
    }

    private static KeyGuess Here(ScalarSyntax key, SyntaxNode value, MappingSyntax mapping, string keyword, string? text)
    {
        var written = $"{keyword}: {text ?? "…"}";
        if (mapping.Find(keyword) is not null)
        {
            return new KeyGuess(
                [],
                keyword == "tags" ? $" Write it under 'tags': '{written}'." : $" '{keyword}' is used here too; write everything there.",
                IsSpelling: false
            );
        }

        var span = Text.TextSpan.FromBounds(key.Span.Start, value.Span.End);
        var isWhole = text?.Contains('…', StringComparison.Ordinal) == false;
        var isPlain = isWhole && value.Span.Start >= key.Span.End && !value.Source.ToString(span).Contains('\n', StringComparison.Ordinal);
        return new KeyGuess([keyword], !isWhole ? $" Write '{written}'." : Suggestion.Text([written]), IsSpelling: false)
        {
            Fix = isPlain ? CodeFix.Replace($"Write '{written}'", span, written, isSafe: false) : null,
            HasOwnFix = true,
        };
    }

    /// <summary>The keys here that have the meaning, the closest first, each with its value where that is plain.</summary>
    private static (string Keyword, string? Text)[] Meanings(string word, SyntaxNode value)
    {
        var scalar = value is ScalarSyntax { IsNull: false } only && only.Value.Length <= 100 ? only : null;
        if (s_untagged.Contains(word))
        {
            return
            [
                (
                    "tagged",
                    scalar?.Value switch
                    {
                        "true" => "false",
                        "false" => "true",
                        _ => null,
                    }
                ),
            ];
        }

        if (s_excluded.Contains(word))
        {
            return [("tags", Exclusions(value))];
        }

        if (s_regex.Contains(word))
        {
            return [("tags", scalar is null ? "{ regex: … }" : $"{{ regex: {Quote.Yaml(scalar.Value)} }}")];
        }

        if (s_counted.Contains(word))
        {
            var count = scalar is not null && YamlTyping.IsCount(scalar) ? scalar.Value : null;
            return [("except-newest", count), ("newest", count)];
        }

        return word switch
        {
            "newer-than" or "more-recent-than" or "created-after" or "pushed-after" => [("younger-than", DurationOf(scalar, null))],
            "smaller-than" or "less-than" =>
            [
                ("not", scalar is null ? "{ larger-than: … }" : $"{{ larger-than: {Quote.Cap(scalar.Value)} }}"),
            ],
            _ when Age().Match(word) is { Success: true } age =>
            [
                (
                    age.Groups["keyword"].Value is "newer-than" ? "younger-than" : KeywordOf(age.Groups["keyword"].Value),
                    DurationOf(scalar, age.Groups["unit"].Value)
                ),
            ],
            _ => [],
        };
    }

    private static string KeywordOf(string word) => word is "younger-than" or "not-pulled-for" or "pulled-within" ? word : "older-than";

    /// <summary>A duration as it is written here, or a number of a unit; null where it is neither.</summary>
    private static string? DurationOf(ScalarSyntax? scalar, string? unit) =>
        scalar is null ? null
        : Values.Duration.TryParse(scalar.Value, out _) ? scalar.Value
        : UnitWords.Duration(unit is null ? scalar.Value : $"{scalar.Value} {unit}");

    /// <summary><c>["v*", latest]</c> → <c>["!v*", "!latest"]</c>; null where that is not plain, as where one excludes already.</summary>
    private static string? Exclusions(SyntaxNode value)
    {
        SyntaxNode[] items = value is SequenceSyntax list ? [.. list.Items] : [value];
        var texts = items
            .OfType<ScalarSyntax>()
            .Where(s => !s.IsNull)
            .SelectMany(s => s.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToArray();
        return
            texts.Length == 0
            || items.Length > 10
            || items.Any(i => i is not ScalarSyntax)
            || Array.Exists(texts, t => t[0] == '!' || Values.RegexLook.Is(t) || Values.GlobParser.Parse(t, isPath: false, out _) is null)
            ? "[\"!…\"]"
            : $"[{string.Join(", ", texts.Select(t => Quote.Yaml("!" + t)))}]";
    }

    [GeneratedRegex(
        @"\A(?<keyword>older-than|newer-than|younger-than|not-pulled-for|pulled-within|age|age-in|max-age|min-age|max-age-in|min-age-in|expire-after|ttl|untagged-older-than)-(?<unit>minutes|hours|days|weeks|months|years)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Age();
}
