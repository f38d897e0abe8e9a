using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A pattern for repositories that no repository of the policy's targets can match.</summary>
internal sealed class ImpossibleRepositoryLint : Lint
{
    private const int LongestName = 255;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3014",
            "Pattern that no repository can match",
            "No repository is matched by '{0}': {1}.",
            """
            A keep rule that is narrowed to a repository which does not exist keeps nothing. Repository names consist of lower-case letters, digits, `.`, `_`, `-` and `/`, without
            the registry, a tag or a digest. (On GitHub, which ignores case, capital letters are allowed.)

                - id: base-images
                  repositories: ["acme/base-*"]       # not "Acme/base-*", not "acme/base:latest"
                  keep: all
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        // What a folder may be called is up to the file system, and what --target names is not known here.
        var targets = context.Policy.Targets;
        var registries = targets.Where(t => t.Registry != TargetParser.Layout).ToList();
        var found = registries.SelectMany(target => Of(target.Repositories, target.Location, AllowsCapitals(target)));
        return !context.IsWhole || targets.IsEmpty || registries.Count < targets.Length
            ? found
            : found.Concat(
                context
                    .Rules.Where(rule => !NarrowedRuleLint.FitsNothing(rule, context))
                    .SelectMany(rule =>
                        Of(rule.Repositories, null, registries.Exists(AllowsCapitals)).Concat(WithRegistry(rule.Repositories, registries))
                    )
            );
    }

    /// <summary>Patterns of a rule that begin with the registry of a target, as targets do.</summary>
    private IEnumerable<Diagnostic> WithRegistry(GlobList? list, List<PolicyTarget> registries) =>
        from pattern in list?.Included.Concat(list.Excluded) ?? []
        let location = pattern.Location
        where location is not null
        let registry = registries.Find(t => pattern.Text.StartsWith($"{t.Registry}/", StringComparison.OrdinalIgnoreCase))?.Registry
        where registry is not null && !registries.Exists(t => t.Covers(t.Registry, pattern.Text))
        select Report(
            location.Value,
            Quote.Cap(pattern.Text),
            $"rules name repositories without the registry; write '{Quote.Cap(pattern.Text[(registry.Length + 1)..])}'"
        );

    private static bool AllowsCapitals(PolicyTarget target) => RepositoryNames.IgnoreCase(target.Provider);

    private IEnumerable<Diagnostic> Of(GlobList? list, Location? place, bool allowsCapitals) =>
        from pattern in list?.Included.Concat(list.Excluded) ?? []
        let location = pattern.Location ?? place
        where location is not null
        let impossible = pattern.FindImpossible(
            (c, position) => IsAllowed(c, position) || (allowsCapitals && char.IsAsciiLetterUpper(c)),
            LongestName
        )
        let problem = TargetParser.ProblemOf(pattern.Text) ?? Describe(impossible)
        where problem is not null
        select Report(location.Value, Quote.Cap(pattern.Text), problem);

    private static bool IsAllowed(char c, int position) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (position > 0 && c is '.' or '_' or '-' or '/');

    private static string? Describe((char? Character, int Length)? impossible) =>
        impossible switch
        {
            null => null,
            (null, var length) => FormattableString.Invariant($"it needs {length} characters, but a name has at most {LongestName}"),
            ({ } c, _) when char.IsAsciiLetterUpper(c) => "a repository name contains no capital letters; write it in lower case",
            ('.' or '_' or '-' or '/', _) => "a repository name begins with a letter or a digit",
            _ => "a repository name contains only lower-case letters, digits, '.', '_', '-' and '/'",
        };
}
