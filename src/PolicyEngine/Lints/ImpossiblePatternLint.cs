using System.Globalization;
using PolicyEngine.Diagnostics;
using PolicyEngine.Language.Binding;
using PolicyEngine.Language.Globs;

namespace PolicyEngine.Lints;

/// <summary>A pattern for tags that no tag can match.</summary>
internal sealed class ImpossiblePatternLint : Lint
{
    /// <summary>The greatest length of a tag: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c> (OCI distribution specification, "Pulling manifests").</summary>
    private const int LongestTag = 128;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } = Warning(
        "PE3010",
        "Pattern that no tag can match",
        "No tag is selected by '{0}': {1}.",
        """
        A protecting pattern that matches nothing protects nothing, so what it was meant for is deleted. Tags are letters, digits, `_`, `.` and `-`, at most 128 of them,
        and begin with a letter, a digit or `_`. They hold no `/` and no `:`: write the tag alone, without the registry and the repository. Digests belong under `digests`.
        What a `!` pattern of the same list excludes is not selected either, whatever the order.

            protect:
              - tags: ["v*"]                 # not "ghcr.io/acme/web:v*", not "refs/tags/v*"
        """);

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        foreach (var list in context.TagPatterns())
        {
            foreach (var pattern in list.Included.Concat(list.Excluded).Where(p => p.Location is not null))
            {
                if (pattern.FindImpossible(IsAllowed, LongestTag) is var (character, length))
                {
                    var problem = character is { } c ? Describe(c) : string.Create(CultureInfo.InvariantCulture, $"it needs {length} characters, and the longest tag has {LongestTag}");
                    yield return Report(pattern.Location!.Value, Quote.Cap(pattern.Text), problem) with
                    {
                        Fix = character is '/' or ':' ? Shorten(pattern, list.Included.Contains(pattern) ? string.Empty : "!") : null,
                    };
                }
            }

            foreach (var (pattern, exclusion) in FindExcluded(list, context))
            {
                yield return Report(pattern.Location!.Value, Quote.Cap(pattern.Text), $"'!{Quote.Cap(exclusion.Text)}' excludes all that it matches");
            }
        }
    }

    private static IEnumerable<(GlobPattern Pattern, GlobPattern Exclusion)> FindExcluded(GlobList list, LintContext context) =>
        list.Excluded.IsEmpty || !context.CanCompare(list.Included.Sum(p => p.Text.Length), list.Excluded.Sum(p => p.Text.Length))
            ? []
            : from pattern in list.Included
              where pattern.Location is not null
              let exclusion = list.ExclusionOf(pattern)
              where exclusion is not null
              select (pattern, exclusion);

    private static bool IsAllowed(char c, int position) => char.IsAsciiLetterOrDigit(c) || c == '_' || (position > 0 && c is '.' or '-');

    private static string Describe(char c) => c switch
    {
        ' ' => "a tag holds no blank",
        '.' or '-' => $"a tag does not begin with '{c}'",
        < ' ' or > '~' => "a tag holds only letters, digits, '_', '.' and '-'",
        _ => $"a tag holds no '{c}'",
    };

    /// <summary><c>ghcr.io/acme/web:v*</c> → <c>v*</c>.</summary>
    private static CodeFix? Shorten(GlobPattern pattern, string prefix)
    {
        var rest = pattern.Text[(pattern.Text.LastIndexOfAny(['/', ':']) + 1)..];
        if (pattern.Text.Contains('[', StringComparison.Ordinal) || GlobParser.Parse(rest, isPath: false, out _) is not { } tag || tag.FindImpossible(IsAllowed, LongestTag) is not null)
        {
            return null;
        }

        var title = $"Change '{Quote.Cap(prefix + pattern.Text)}' to '{Quote.Cap(prefix + rest)}'";
        return CodeFix.Replace(title, pattern.Location!.Value.Span, Quote.Yaml(prefix + rest), isSafe: false);
    }
}
