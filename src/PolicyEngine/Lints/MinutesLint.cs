using System.Globalization;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;

namespace PolicyEngine.Lints;

/// <summary>An age limit of 1 to 24 minutes, where months are probably meant.</summary>
internal sealed class MinutesLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3007",
            "Age limit in minutes that looks like months",
            "'{0}: {1}' is {2}, not {3}: 'm' is minutes, 'mo' is months.",
            """
            `m` is a minute and `mo` a month of 30 days. `older-than: 6m` deletes what is older than six minutes, which is nearly everything.

            Write `6mo` for months. If you mean minutes, write seconds (`360s`), or suppress the warning for the line:

                delete: { older-than: 6mo }

            The fix is never applied automatically, since it changes the meaning of the policy.
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context) =>
        from part in context
            .Rules.Select(r => (r.Syntax, r.IsDelete))
            .Concat(context.Policy.Protections.Select(p => (p.Syntax, IsDelete: false)))
        from limit in AgeLimits(part.Syntax, isNegated: false)
        let scalar = (ScalarSyntax)limit.Property.Value
        let minutes = Minutes(scalar.Value)
        where minutes is >= 1 and <= 24
        let report = Report(scalar.Location, limit.Property.Name, scalar.Value, Count(minutes, "minute"), Count(minutes, "month"))
        select limit.SelectsMore == part.IsDelete
            ? report
            : report with
            {
                Fix = CodeFix.Replace($"Change '{scalar.Value}' to '{scalar.Value}o'", scalar.Span, scalar.Value + "o", isSafe: false),
            };

    /// <summary>
    /// The age limits, and whether a longer one selects more: what would delete more by that, or keep less, is not suggested. Null for
    /// a quota, which only ever keeps more.
    /// </summary>
    private static IEnumerable<(PropertySyntax Property, bool? SelectsMore)> AgeLimits(SyntaxNode node, bool isNegated) =>
        node switch
        {
            MappingSyntax mapping => mapping.Properties.SelectMany(p =>
                p switch
                {
                    { Name: "older-than" or "not-pulled-for", Value: ScalarSyntax } => [(p, isNegated)],
                    { Name: "younger-than" or "pulled-within", Value: ScalarSyntax } => [(p, !isNegated)],
                    { Name: "within", Value: MappingSyntax periods } => periods
                        .Properties.Where(period => period.Value is ScalarSyntax)
                        .Select(period => (period, (bool?)null)),
                    { Name: "labels" or "annotations" } => [],
                    _ => AgeLimits(p.Value, isNegated != (p.Name == "not")),
                }
            ),
            SequenceSyntax list => list.Items.SelectMany(item => AgeLimits(item, isNegated)),
            _ => [],
        };

    private static int Minutes(string text) =>
        text.EndsWith('m')
        && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            ? minutes
            : 0;

    private static string Count(int amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount} {unit}{(amount == 1 ? string.Empty : "s")}");
}
