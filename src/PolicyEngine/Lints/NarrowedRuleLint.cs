using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A rule whose <c>repositories</c> fit none of the policy's targets, which are all named: an error where the rule keeps.</summary>
internal sealed class NarrowedRuleLint(bool keeps) : Lint
{
    private const string Message = "The rule '{0}' applies to no repository of this policy: {1}.{2}";

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
        select Describe(rule, rule.Repositories!, context);

    private Diagnostic Describe(Rule rule, GlobList repositories, LintContext context)
    {
        var wanted = new GlobList(repositories.Included, []);
        var (name, provider) = Names(context).FirstOrDefault(n => RepositoryNames.IsMatch(wanted, n.Provider, n.Name));
        if (name is null)
        {
            var pattern = repositories.Included[0];
            var nearest = Suggestion.Text(Nearest(pattern.Text, Names(context).Select(n => n.Name)));
            return Report(pattern.Location ?? rule.Location, rule.Id, $"'{Quote.Cap(pattern.Text)}' fits none of its targets", nearest);
        }

        // What the other patterns mean, an exclusion takes away: nothing is misspelt there.
        var exclusion = repositories.Excluded.First(e => RepositoryNames.IsMatch(new GlobList([e], []), provider, name));
        var meant = Names(context).Count(n => RepositoryNames.IsMatch(wanted, n.Provider, n.Name));
        var taken = Names(context).Count(n => RepositoryNames.IsMatch(wanted, n.Provider, n.Name) && RepositoryNames.IsMatch(new GlobList([exclusion], []), n.Provider, n.Name));
        var rest = taken < meant ? ", and the other exclusions the rest" : string.Empty;
        var what = repositories.Included is [var first, ..] ? $"all that '{Quote.Cap(first.Text)}'{(repositories.Included.Length > 1 ? " and the patterns beside it fit" : " fits")}" : "all of its targets";
        return Report(
            exclusion.Location ?? rule.Location, rule.Id,
            taken < meant ? $"'!{Quote.Cap(exclusion.Text)}' excludes '{Quote.Cap(name)}'{rest}" : $"'!{Quote.Cap(exclusion.Text)}' excludes {what}", string.Empty);
    }

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
