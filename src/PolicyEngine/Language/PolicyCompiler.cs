using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Language;

/// <summary>Compiles policy files: text, syntax tree, binding, lints. Pure and thread-safe; never throws for bad text.</summary>
public static class PolicyCompiler
{
    /// <summary>Compiles one or several policies.</summary>
    public static PolicyCompilation Compile(IEnumerable<SourceText> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
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

            diagnostics.AddRange(Suppressions.Apply(tree, found.ToSorted()));
        }

        return new PolicyCompilation(policies.ToImmutable(), diagnostics.ToSorted());
    }
}
