using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>Compiles policies with marked diagnostics; everything that is reported has to be marked.</summary>
internal static class LintCheck
{
    /// <summary>A policy of which only the rules are given; the rest of it gives no diagnostic.</summary>
    public static void Rules(string rules, string before = "protect: { tags: [latest] }") =>
        Policy($"version: 1\n{before}\nrules:\n{rules}");

    /// <summary>A whole policy, beside others in which nothing is marked.</summary>
    public static void Policy(string markup, params string[] others)
    {
        var marked = MarkupText.Parse(markup, "a.yaml");
        var found = PolicyCompiler.Compile([marked.Source, .. others.Select((text, i) => SourceText.From($"b{i}.yaml", text))]).Diagnostics;
        Assert.Equal(marked.Expected(), marked.Describe(found));
    }

    /// <summary>The only diagnostic of a policy.</summary>
    public static Diagnostic Single(string text) => Assert.Single(PolicyCompiler.Compile([SourceText.From("a.yaml", text)]).Diagnostics);

    /// <summary>The text after the fix of its only diagnostic, applied whether it is safe or not.</summary>
    public static string Fix(string text)
    {
        var diagnostic = Single(text);
        var fixes = CodeFixes.Apply(diagnostic.Location!.Value.Source, [diagnostic with { Fix = diagnostic.Fix! with { IsSafe = true } }]);
        return fixes.Text.Text;
    }
}
