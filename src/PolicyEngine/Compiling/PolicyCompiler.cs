using System.Collections.Frozen;
using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Document;
using PolicyEngine.Lints;
using PolicyEngine.Policies;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Compiling;

/// <summary>Compiles policy files: text, syntax tree, binding, lints, suppressions, severities. Pure and thread-safe; never throws for bad text.</summary>
public static class PolicyCompiler
{
    /// <summary>What compiling can report: text, language and lints, but nothing of plans. Lints do not all run where there is an error.</summary>
    private static readonly FrozenSet<string> CompilerIds = IdsBelow("PE4");
    private static readonly FrozenSet<string> BinderIds = IdsBelow("PE3");

    /// <summary>Compiles one or several policies.</summary>
    /// <param name="sources">The texts: in any order, but where one of them says <c>precedence: first-rule</c> their rules are asked in this order.</param>
    /// <param name="options">What else is needed; the defaults where it is null.</param>
    public static PolicyCompilation Compile(IEnumerable<SourceText> sources, CompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        options ??= new CompilerOptions();
        var files = sources.Select(Bind).ToImmutableArray();
        if (!files.Any(f => f.Policy?.Settings.Precedence == Precedence.FirstRule))
        {
            files = [.. files.OrderBy(f => f.Tree.Source.Path, StringComparer.Ordinal)];
        }

        var policies = files.Select(f => f.Policy).OfType<Policy>().ToImmutableArray();
        foreach (var conflict in options.CheckSettings ? SettingsConflicts.Find(policies) : [])
        {
            files.First(f => ReferenceEquals(f.Tree.Source, conflict.Location!.Value.Source)).Found.Add(conflict);
        }

        var hasErrors = files.Any(f => f.Found.HasErrors);
        var diagnostics = new DiagnosticBag();
        foreach (var (tree, policy, found) in files)
        {
            if (policy is not null)
            {
                // What could not be read has its diagnostic; a lint about the same text would be a second one.
                var unreadable = found.Errors.Select(d => d.Location?.Span).ToHashSet();
                found.AddRange(LintCatalog.Run(new LintContext(policy, policies, found.ToSorted(), isWhole: !hasErrors)).Where(d => !unreadable.Contains(d.Location?.Span)));
            }

            // A second opinion is worth having only where the first one is "no mistake": so one mistake gives one diagnostic.
            if (options.CheckSchema && !found.HasErrors)
            {
                found.AddRange(SchemaCheck.Find(tree));
            }

            diagnostics.AddRange(Suppressions.Apply(tree, found.ToSorted(), DiagnosticLedger.Ids, hasErrors ? BinderIds : CompilerIds));
        }

        return new PolicyCompilation(policies, options.Severities.Apply(diagnostics.ToSorted()));
    }

    private static (SyntaxTree Tree, Policy? Policy, DiagnosticBag Found) Bind(SourceText source)
    {
        var tree = SyntaxTree.Parse(source);
        var found = new DiagnosticBag();
        found.AddRange(tree.Diagnostics);
        return (tree, Binder.Bind(tree, found), found);
    }

    private static FrozenSet<string> IdsBelow(string end) => DiagnosticLedger.Ids.Where(id => string.CompareOrdinal(id, end) < 0).ToFrozenSet(StringComparer.Ordinal);
}
