using System.Globalization;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A pattern for tags that no tag can match.</summary>
internal sealed class ImpossiblePatternLint : Lint
{
    /// <summary>The greatest length of a tag: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c>
    /// (OCI distribution specification, "Pulling manifests").</summary>
    private const int LongestTag = 128;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3010",
            "Pattern that no tag can match",
            "No tag is selected by '{0}': {1}.{2}",
            """
            A protecting pattern that matches nothing protects nothing, so what it was meant for is deleted. Tags are letters, digits, `_`, `.` and `-`, at most 128 of them,
            and begin with a letter, a digit or `_`. They contain no `/` and no `:`: write the tag alone, without the registry and the repository. Digests belong under `digests`.
            (Names in an OCI image layout may have any form, such as `stable/nginx`.) What a `!` pattern of the same list excludes is not selected either, whatever the order.

                protect:
                  - tags: ["v*"]                 # not "ghcr.io/acme/web:v*", not "refs/tags/v*"
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        // In a layout a name may have any form.
        var isLayout = context.Policy.Targets.Any(t => t.Registry == TargetParser.Layout);
        var widening = new Lazy<HashSet<GlobPattern>>(() => [.. context.KeepingPatterns().Select(p => p.Pattern)]);
        foreach (var list in context.TagPatterns())
        {
            foreach (var pattern in list.Included.Concat(list.Excluded).Where(p => p.Location is not null))
            {
                if (isLayout || pattern.FindImpossible(IsAllowed, LongestTag) is not var (character, length))
                {
                    continue;
                }

                var problem = character is { } c
                    ? Describe(c)
                    : string.Create(CultureInfo.InvariantCulture, $"it needs {length} characters, but a tag has at most {LongestTag}");
                var isRegex = RegexLook.Is(pattern.Text);
                var meant =
                    isRegex ? Possible(RegexLook.ToGlob(pattern.Text))
                    : pattern.Text.Contains(':', StringComparison.Ordinal) ? TagOf(pattern.Text, context, widening.Value.Contains(pattern))
                    : TagName(pattern.Text, context);
                var way =
                    isRegex && pattern.Text.Length <= 60
                        ? $"; a regular expression is written as 'tags: {{ regex: {Quote.Yaml(pattern.Text)} }}'"
                        : string.Empty;
                yield return Report(
                    pattern.Location!.Value,
                    Quote.Cap(pattern.Text),
                    problem + way,
                    meant is null ? string.Empty : Suggestion.Text([Quote.Cap(meant)])
                ) with
                {
                    Fix = meant is null ? null : Change(pattern, list.Included.Contains(pattern) ? string.Empty : "!", meant),
                };
            }

            foreach (var (pattern, exclusion) in FindExcluded(list, context))
            {
                yield return Report(
                    pattern.Location!.Value,
                    Quote.Cap(pattern.Text),
                    $"'!{Quote.Cap(exclusion.Text)}' excludes all that it matches",
                    string.Empty
                );
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

    private static string Describe(char c) =>
        c switch
        {
            ' ' => "a tag contains no spaces",
            '.' or '-' => $"a tag does not begin with '{c}'",
            < ' ' or > '~' => "a tag contains only letters, digits, '_', '.' and '-'",
            _ => $"a tag contains no '{c}'",
        };

    /// <summary><c>ghcr.io/acme/web:v*</c> → <c>v*</c>: where the policy is for that
    /// repository alone, or where other repositories lose nothing by it.</summary>
    private static string? TagOf(string text, LintContext context, bool keepsMore)
    {
        var colon = text.LastIndexOf(':');
        var isOnly =
            context.Policy.Targets is [{ NamedRepositories: [var name] } target]
            && (
                text[..colon] == $"{target.Registry}/{name}"
                || text[..colon] == name
                || text[..colon] == name[(name.LastIndexOf('/') + 1)..]
            );
        return isOnly || keepsMore ? Possible(text[(colon + 1)..]) : null;
    }

    /// <summary>
    /// <c>candidate/*</c> → <c>candidate-*</c>, as docker/metadata-action names branches, and <c>refs/tags/v*</c> →
    /// <c>v*</c>; null where a repository may be meant, and where nothing would be left that says which tags are meant.
    /// </summary>
    private static string? TagName(string text, LintContext context)
    {
        var name =
            text.StartsWith("refs/tags/", StringComparison.Ordinal) ? text["refs/tags/".Length..]
            : text.StartsWith("refs/heads/", StringComparison.Ordinal) ? text["refs/heads/".Length..]
            : text;
        var first = name.Split('/')[0];
        return
            first.Length == 0
            || !char.IsAsciiLetterOrDigit(first[0])
            || text.StartsWith("refs/pull/", StringComparison.Ordinal)
            || NamesRepository(name, context)
            ? null
            : Possible(name.Replace('/', '-').Replace("**", "*", StringComparison.Ordinal));
    }

    /// <summary>Whether a text begins like a registry, or like a repository of the policy.</summary>
    private static bool NamesRepository(string text, LintContext context) =>
        text.Contains('/', StringComparison.Ordinal)
        && (
            text[..text.IndexOf('/', StringComparison.Ordinal)].Contains('.', StringComparison.Ordinal)
            || context.Policy.Targets.Any(t =>
                t.Covers(t.Registry, text)
                || t.Repositories.Included.Any(p =>
                    p.Text.StartsWith(text[..(text.IndexOf('/', StringComparison.Ordinal) + 1)], StringComparison.OrdinalIgnoreCase)
                )
            )
        );

    private static string? Possible(string? text) =>
        text is not null
        && !text.Contains('[', StringComparison.Ordinal)
        && GlobParser.Parse(text, isPath: false, out _) is { } tag
        && tag.FindImpossible(IsAllowed, LongestTag) is null
            ? text
            : null;

    private static CodeFix Change(GlobPattern pattern, string prefix, string meant) =>
        CodeFix.Replace(
            $"Change '{Quote.Cap(prefix + pattern.Text)}' to '{Quote.Cap(prefix + meant)}'",
            pattern.Location!.Value.Span,
            Quote.Yaml(prefix + meant),
            isSafe: false
        );
}
