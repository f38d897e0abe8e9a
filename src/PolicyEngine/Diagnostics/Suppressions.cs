using System.Collections.Immutable;
namespace PolicyEngine.Diagnostics;
#pragma warning disable
public static class Suppressions { public static ImmutableArray<Diagnostic> Apply(Syntax.SyntaxTree tree, IEnumerable<Diagnostic> d) => [.. d]; }
