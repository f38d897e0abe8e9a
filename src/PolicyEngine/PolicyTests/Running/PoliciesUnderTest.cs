using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Compiling;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>The policies of the tests of a file, each compiled once. Not thread-safe.</summary>
/// <param name="inputs">The files that the tests name, and the values of inputs where a test gives none.</param>
/// <param name="context">Takes the diagnostics.</param>
internal sealed class PoliciesUnderTest(PolicyTestInputs inputs, BindingContext context)
{
    private readonly Dictionary<string, PolicyCompilation?> _compilations = new(StringComparer.Ordinal);

    /// <summary>Takes the diagnostics.</summary>
    public BindingContext Context => context;

    /// <summary>The policies of a test; null where one cannot be read or has errors, which is reported.</summary>
    public PolicyCompilation? Find(PolicyTest test)
    {
        var given = test.Surroundings.Inputs;
        var key = string.Join('\n', test.PolicyPaths.Concat(given.Select(i => $"{i.Name.Value}={string.Join('\0', i.Values)}")));
        if (!_compilations.TryGetValue(key, out var compilation))
        {
            _compilations[key] = compilation = Compile(test);
        }

        return compilation is not null && ReasonsExist(test, compilation) ? compilation : null;
    }

    private PolicyCompilation? Compile(PolicyTest test)
    {
        var sources = new List<SourceText>();
        foreach (var path in test.Policies)
        {
            if (inputs.FindPolicy(path.Value) is { } source)
            {
                sources.Add(source);
            }
            else
            {
                context.Report(PolicyTestDiagnostics.UnreadableFile, path, Quote.Cap(path.Value), inputs.ProblemOf(path.Value));
            }
        }

        if (sources.Count < test.Policies.Length)
        {
            return null;
        }

        var own = test.Surroundings.Inputs;
        var given = inputs.Inputs with
        {
            Way = "'inputs' of the test",
            Given = inputs.Inputs.Given.SetItems(own.Select(i => KeyValuePair.Create(i.Name.Value, i.Values))),
        };
        var options = new CompilerOptions { Inputs = given with { DeclaredElsewhere = [.. given.Given.Keys] } };
        var compilation = PolicyCompiler.Compile(sources, options);
        ReportUnknownInputs(own, compilation);
        if (!compilation.HasErrors)
        {
            return compilation;
        }

        foreach (var path in test.Policies)
        {
            if (PolicyCompiler.Compile([inputs.FindPolicy(path.Value)!], options).HasErrors)
            {
                context.Report(PolicyTestDiagnostics.BrokenPolicy, path, Quote.Cap(path.Value));
            }
        }

        context.Diagnostics.AddRange(compilation.Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error));
        return null;
    }

    /// <summary>Reports values for inputs that no policy of the test declares.</summary>
    private void ReportUnknownInputs(ImmutableArray<GivenInput> given, PolicyCompilation compilation)
    {
        var names = compilation.Policies.SelectMany(p => p.Inputs.Names).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var input in given.Where(i => !names.Contains(i.Name.Value, StringComparer.Ordinal)))
        {
            context.Report(
                InputDiagnostics.UnknownInput,
                input.Name,
                Quote.Cap(input.Name.Value),
                "the policy",
                Diagnostics.Suggestion.Text(input.Name.Value, names)
            );
        }
    }

    /// <summary>Whether every rule that <c>because</c> names is there.</summary>
    private bool ReasonsExist(PolicyTest test, PolicyCompilation compilation)
    {
        string[] known =
        [
            .. compilation.Policies.SelectMany(p => p.Protections.Select(e => e.Name).Concat(p.Rules.Select(r => r.Id))),
            Planning.VerdictWriter.GraceRule,
            Planning.VerdictWriter.UnmatchedRule,
        ];
        var wrong = test.Syntax.Expect.Because.Select(b => b.Rule).Where(r => !known.Contains(r.Value, StringComparer.Ordinal)).ToArray();
        foreach (ScalarSyntax rule in wrong)
        {
            ReportUnknown(rule, known);
        }

        return wrong.Length == 0;
    }

    private void ReportUnknown(ScalarSyntax rule, string[] known)
    {
        var closest = Diagnostics.Suggestion.Closest(rule.Value, known);
        var fix = closest is [var one]
            ? Diagnostics.CodeFix.Replace($"Change '{Quote.Cap(rule.Value)}' to '{one}'", rule.Span, one, isSafe: false)
            : null;
        context.Report(PolicyTestDiagnostics.UnknownRule, rule, fix, Quote.Cap(rule.Value), Diagnostics.Suggestion.Text(closest));
    }
}
