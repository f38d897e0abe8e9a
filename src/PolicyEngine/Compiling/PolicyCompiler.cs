using System.Collections.Frozen;
using System.Collections.Immutable;
using PolicyEngine.Analyzing;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Document;
using PolicyEngine.Inputs;
using PolicyEngine.Lints;
using PolicyEngine.Policies;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Compiling;

/// <summary>Compiles policy files: text, syntax tree, binding, lints, suppressions,
/// severities. Pure and thread-safe; never throws for bad text.</summary>
public static class PolicyCompiler
{
    /// <summary>What compiling can report: text, language and lints, but nothing
    /// of plans. Lints do not all run where there is an error.</summary>
    private static readonly FrozenSet<string> CompilerIds = IdsBelow("PE4");
    private static readonly FrozenSet<string> BinderIds = IdsBelow("PE3");

    /// <summary>Compiles one or several policies.</summary>
    /// <param name="sources">The texts: in any order, but where one of them says
    /// <c>precedence: first-rule</c> their rules are asked in this order.</param>
    /// <param name="options">What else is needed; the defaults where it is null.</param>
    public static PolicyCompilation Compile(IEnumerable<SourceText> sources, CompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        options ??= new CompilerOptions();
        ImmutableArray<Property> foreign =
        [
            .. options.Conditions.Select(c => new ForeignCondition(c)).OrderBy(c => c.Keyword, StringComparer.Ordinal),
        ];
        var files = sources.Select(source => Bind(source, options.Inputs, foreign)).ToImmutableArray();
        if (!files.Any(f => f.Policy?.Settings.Precedence == Precedence.FirstRule))
        {
            files = [.. files.OrderBy(f => f.Tree.Source.Path, StringComparer.Ordinal)];
        }

        var policies = files.Select(f => f.Policy).OfType<Policy>().ToImmutableArray();
        foreach (var conflict in options.CheckSettings ? SettingsConflicts.Find(policies) : [])
        {
            files.First(f => ReferenceEquals(f.Tree.Source, conflict.Location!.Value.Source)).Found.Add(conflict);
        }

        foreach (var unknown in InputExpansion.ReportUnknown(options.Inputs, [.. files.Select(f => (f.Tree, f.Inputs))]))
        {
            files.First(f => ReferenceEquals(f.Tree.Source, unknown.Location!.Value.Source)).Found.Add(unknown);
        }

        var hasErrors = files.Any(f => f.Found.HasErrors);
        var analyzers = new AnalyzerDriver(options.Analyzers);
        string[] known = [.. DiagnosticLedger.Ids, .. analyzers.Ids];
        string[] reportable = hasErrors ? [.. BinderIds] : [.. CompilerIds, .. analyzers.Ids];
        var diagnostics = new DiagnosticBag();
        foreach (var (tree, inputs, policy, found) in files)
        {
            // What is left open may be anything, and would be linted as what only stands for it.
            if (policy is not null && !inputs.AreOpen)
            {
                // What could not be read has its diagnostic; a lint about the same text would be a second one.
                var unreadable = found.Errors.Select(d => d.Location?.Span).ToHashSet();
                var context = new LintContext(policy, policies, found.ToSorted(), isWhole: !hasErrors);
                found.AddRange(LintCatalog.Run(context).Where(d => !unreadable.Contains(d.Location?.Span)));
                found.AddRange(analyzers.Run(context, policies));
            }

            // A second opinion is worth having only where the first one is "no mistake": so one mistake gives one diagnostic.
            if (options.CheckSchema && foreign.IsEmpty && !found.HasErrors)
            {
                found.AddRange(SchemaCheck.Find(tree));
            }

            diagnostics.AddRange(Suppressions.Apply(tree, found.ToSorted(), known, reportable));
        }

        return new PolicyCompilation(policies, options.Severities.Apply(diagnostics.ToSorted()));
    }

    private static (SyntaxTree Tree, ResolvedInputs Inputs, Policy? Policy, DiagnosticBag Found) Bind(
        SourceText source,
        InputValues given,
        ImmutableArray<Property> foreign
    )
    {
        var tree = SyntaxTree.Parse(source);
        var found = new DiagnosticBag();
        found.AddRange(tree.Diagnostics);
        var (expanded, inputs) = InputExpansion.Expand(tree, given, found);
        return (tree, inputs, Binder.Bind(expanded, inputs, found, foreign), found);
    }

    private static FrozenSet<string> IdsBelow(string end) =>
        DiagnosticLedger.Ids.Where(id => string.CompareOrdinal(id, end) < 0).ToFrozenSet(StringComparer.Ordinal);
}
