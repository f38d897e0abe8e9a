using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>A rule whose <c>repositories</c> fit none of the policy's
/// targets, which are all named: an error where the rule keeps.</summary>
internal sealed class NarrowedRuleLint(bool keeps) : Lint
{
    private const string Message = "The rule '{0}' applies to no repository of this policy: {1}.{2}";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        keeps
            ? new DiagnosticDescriptor(
                "PE3015",
                "Keep rule that applies to no repository",
                Message,
                DiagnosticSeverity.Error,
                """
                `repositories` narrows a rule to some of the policy's targets. A keep rule that matches none of them keeps nothing, and what it was written for is deleted. Names are written
                in full, without the registry, and spelled as in the registry:

                    targets: [ghcr.io/acme/web]
                    rules:
                      - id: releases
                        repositories: ["acme/web"]      # not "web", not "ghcr.io/acme/web", not "acme/wbe"
                        match: { tags: "v*" }
                        keep: all
                """
            )
            : new DiagnosticDescriptor(
                "PE3016",
                "Delete rule that applies to no repository",
                Message,
                DiagnosticSeverity.Warning,
                "`repositories` narrows a rule to some of the policy's targets. This one matches none of them, so it deletes "
                    + "nothing. Names are written in full, without the registry, and spelled as in the registry."
            );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from rule in context.Rules
        where rule.IsDelete != keeps && FitsNothing(rule, context)
        select Describe(rule, rule.Repositories!, context);

    private Diagnostic Describe(Rule rule, GlobList repositories, LintContext context)
    {
        var nothing = NarrowedToNothing.Of(repositories, [.. Names(context)], "its targets");
        return Report(nothing.Location ?? rule.Location, rule.Id, nothing.Why, nothing.Nearest);
    }

    /// <summary>Whether a rule is narrowed to repositories that are none of the policy's: known only where every target is named.</summary>
    public static bool FitsNothing(Rule rule, LintContext context) =>
        rule.Repositories is { } repositories
        && context.KnowsTargets
        && !context.Policy.Targets.IsEmpty
        && context.Policy.Targets.All(t => t.Registry != TargetParser.Layout && t.NamedRepositories is not null)
        && !Names(context).Any(n => RepositoryNames.IsMatch(repositories, n.Provider, n.Name));

    private static IEnumerable<(string Name, string Provider)> Names(LintContext context) =>
        context.Policy.Targets.SelectMany(t => t.NamedRepositories!.Value.Select(name => (name, t.Provider)));
}
