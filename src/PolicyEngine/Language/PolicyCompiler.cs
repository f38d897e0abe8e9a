using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Language;

/// <summary>Compiles policy files: text, syntax tree, binding, lints. Pure and thread-safe; never throws for bad text.</summary>
public static class PolicyCompiler
{
    /// <summary>Compiles one or several policies.</summary>
    /// <param name="sources">The files, in any order.</param>
    /// <param name="options">What to do beside binding; the defaults where it is null.</param>
    public static PolicyCompilation Compile(IEnumerable<SourceText> sources, CompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        options ??= new CompilerOptions();
        var policies = ImmutableArray.CreateBuilder<Policy>();
        var diagnostics = new DiagnosticBag();
        foreach (var source in sources.OrderBy(s => s.Path, StringComparer.Ordinal))
        {
            var tree = SyntaxTree.Parse(source);
            var found = new DiagnosticBag();
            found.AddRange(tree.Diagnostics);
            if (Binder.Bind(tree, found) is { } policy)
            {
                policies.Add(policy);
            }

            // A second opinion is worth having only where the first one is "no mistake": so one mistake gives one diagnostic.
            if (options.CheckSchema && !found.HasErrors)
            {
                found.AddRange(SchemaCheck.Find(tree));
            }

            diagnostics.AddRange(Suppressions.Apply(tree, found.ToSorted()));
        }

        return new PolicyCompilation(policies.ToImmutable(), diagnostics.ToSorted());
    }
}
