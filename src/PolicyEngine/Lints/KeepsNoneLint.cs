using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>A keep rule that keeps the newest 0.</summary>
internal sealed class KeepsNoneLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3008",
            "Keep rule with a count of 0",
            "'{0}: 0' keeps nothing.",
            """
            A keep rule says what to keep. A count of 0 holds for no image: alone, or joined with `all`, the rule keeps nothing; joined with `any`, the key has no effect. Other
            tools read 0 as "no limit" and keep everything.

            Write `keep: all` to keep everything that the rule selects, or remove the key:

                - id: releases
                  match: { tags: ["v*"] }
                  keep: all
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from rule in context.Rules
        where !rule.IsDelete
        let criteria = RuleLogic.ActionOf(rule) as MappingSyntax
        where criteria is not null
        from property in criteria.Properties
        where property is { Name: "newest" or "most-recently-pulled", Value: ScalarSyntax number } && number.Value.All(c => c == '0')
        select Report(property.Value.Location, property.Name);
}
