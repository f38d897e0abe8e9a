using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>A file as an editor has it open: its text, its tree and what is wrong with it. Immutable; thread-safe.</summary>
internal sealed class EditedFile
{
    private static readonly Lazy<JsonObject> PolicyKeys = new(PolicySchema.Create);
    private static readonly Lazy<JsonObject> TestKeys = new(PolicyTestSchema.Create);
    private readonly Lazy<SyntaxTree> _tree;
    private readonly Lazy<(PolicyCompilation? Compilation, ImmutableArray<Diagnostic> Diagnostics)> _compiled;

    private EditedFile(SourceText source, bool isTest)
    {
        Source = source;
        IsTest = isTest;
        _tree = new(() => SyntaxTree.Parse(source));
        _compiled = new(Compile);
    }

    /// <summary>The text.</summary>
    public SourceText Source { get; }

    /// <summary>Whether it is a file of policy tests; otherwise it is taken for a policy.</summary>
    public bool IsTest { get; }

    /// <summary>What is wrong with it, as <c>validate</c> and <c>test</c> would say.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => _compiled.Value.Diagnostics;

    /// <summary>The policy; null in a file of tests.</summary>
    public PolicyCompilation? Compilation => _compiled.Value.Compilation;

    internal SyntaxTree Tree => _tree.Value;

    /// <summary>The keys that the file may have.</summary>
    internal SchemaCursor Keys =>
        IsTest ? SchemaCursor.Of(TestKeys.Value, SchemaCatalog.PolicyTest) : SchemaCursor.Of(PolicyKeys.Value, SchemaCatalog.Policy);

    /// <summary>Opens a text; whether it is a file of tests says its name.</summary>
    public static EditedFile Open(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        var isTest =
            path.EndsWith(".policytest.yaml", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".policytest.yml", StringComparison.OrdinalIgnoreCase);
        return new EditedFile(SourceText.From(path, text), isTest);
    }

    private (PolicyCompilation? Compilation, ImmutableArray<Diagnostic> Diagnostics) Compile()
    {
        if (IsTest)
        {
            return (null, PolicyTestCompiler.Compile(Source).Diagnostics);
        }

        var compilation = PolicyCompiler.Compile([Source]);

        // Values are given with each run, not in an editor.
        return (compilation, [.. compilation.Diagnostics.Where(diagnostic => diagnostic.Descriptor != InputDiagnostics.NoValue)]);
    }
}
