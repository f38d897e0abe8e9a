using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Lints;

/// <summary>A target that is listed twice.</summary>
internal sealed class DuplicateTargetLint : Lint
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Descriptor { get; } =
        Warning(
            "PE3011",
            "Target that is listed twice",
            "The target '{0}' is listed twice.",
            """
            A repository is planned once, however often it is named, so the second entry has no effect. Perhaps another repository was meant, which is now ignored. If the
            two entries name different URLs, only one of them can be right.

            Remove one of them, or correct its name.
            """
        );

    /// <inheritdoc/>
    public override IEnumerable<Diagnostic> Check(LintContext context)
    {
        var first = new Dictionary<string, Location>(StringComparer.Ordinal);
        // What is wrong with a target may be just what tells it from another.
        foreach (var target in context.IsWhole ? context.Policy.Targets : [])
        {
            var name = target.ToString();
            if (target.Location is { } place && !first.TryAdd(name, place))
            {
                yield return Report(place, Quote.Cap(name)) with
                {
                    AdditionalLocations = [(first[name], "first listed here")],
                };
            }
        }
    }
}
