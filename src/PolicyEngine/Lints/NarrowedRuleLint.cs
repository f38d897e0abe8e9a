using PolicyEngine.Diagnostics;
using PolicyEngine.Language;
using PolicyEngine.Language.Binding;

namespace PolicyEngine.Lints;

/// <summary>A rule whose <c>repositories</c> fit none of the policy's targets, which are all named: an error where the rule keeps.</summary>
internal sealed class NarrowedRuleLint(bool keeps) : Lint
{
    private const string Message = "The rule '{0}' applies to no repository of this policy: '{1}' matches none of its targets.{2}";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } = keeps
        ? new DiagnosticDescriptor(
            "PE3015", "Keep rule that applies to no repository", Message, DiagnosticSeverity.Error,
            """
            `repositories` narrows a rule to some of the policy's targets. A keep rule that matches none of them keeps nothing, and what it was written for is deleted. Names are written
            in full, without the registry, and spelled as in the registry:

                targets: [ghcr.io/acme/web]
                rules:
                  - id: releases
                    repositories: ["acme/web"]      # not "web", not "ghcr.io/acme/web", not "acme/wbe"
                    match: { tags: "v*" }
                    keep: all
            """)
        : new DiagnosticDescriptor(
            "PE3016", "Delete rule that applies to no repository", Message, DiagnosticSeverity.Warning,
            "`repositories` narrows a rule to some of the policy's targets. This one matches none of them, so it deletes nothing. Names are written in full, without the registry, and spelled as in the registry.");

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from rule in context.Rules
        where rule.IsDelete != keeps && FitsNothing(rule, context)
        let pattern = rule.Repositories!.Included.FirstOrDefault() ?? rule.Repositories.Excluded[0]
        select Report(pattern.Location ?? rule.Location, rule.Id, Quote.Cap(pattern.Text), Suggestion.Text(Nearest(pattern.Text, Names(context).Select(n => n.Name))));

    /// <summary>Whether a rule is narrowed to repositories that are none of the policy's: known only where every target is named.</summary>
    public static bool FitsNothing(Rule rule, LintContext context) =>
        rule.Repositories is { } repositories
        && context.IsWhole
        && !context.Policy.Targets.IsEmpty
        && context.Policy.Targets.All(t => t.Registry != TargetParser.Layout && t.NamedRepositories is not null)
        && !Names(context).Any(n => RepositoryNames.IsMatch(repositories, n.Provider, n.Name));

    private static IEnumerable<(string Name, string Provider)> Names(LintContext context) =>
        context.Policy.Targets.SelectMany(t => t.NamedRepositories!.Value.Select(name => (name, t.Provider)));

    /// <summary>The names that a text is the end of, or that it ends in; else those that are spelt nearly so.</summary>
    private static IEnumerable<string> Nearest(string text, IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var ends = all.Where(n => n.EndsWith($"/{text}", StringComparison.OrdinalIgnoreCase) || text.EndsWith($"/{n}", StringComparison.OrdinalIgnoreCase)
            || n.Equals(text, StringComparison.OrdinalIgnoreCase)).Take(3).ToArray();
        return ends.Length > 0 ? ends : Suggestion.Closest(text, all);
    }
}
