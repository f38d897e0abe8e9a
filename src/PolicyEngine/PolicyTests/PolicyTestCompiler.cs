using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.PolicyTests.Fixtures;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests;

/// <summary>Compiles files of policy tests. Pure and thread-safe; never throws for bad text.</summary>
public static class PolicyTestCompiler
{
    /// <summary>Compiles a file. The policies and snapshots that it names are not needed yet.</summary>
    public static PolicyTestFile Compile(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var tree = SyntaxTree.Parse(source);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(tree.Diagnostics);
        var tests = Bind(tree, diagnostics);
        return new PolicyTestFile(source, tests, Suppressions.Apply(tree, diagnostics.ToSorted()));
    }

    private static ImmutableArray<PolicyTest> Bind(SyntaxTree tree, DiagnosticBag diagnostics)
    {
        var context = new BindingContext(diagnostics);
        if (tree.Root is not MappingSyntax root)
        {
            if (!diagnostics.HasErrors)
            {
                var place = tree.Root is null or ScalarSyntax { IsNull: true }
                    ? new Location(tree.Source, new TextSpan(0, 0))
                    : tree.Root.Location;
                diagnostics.Add(
                    Diagnostic.Create(PolicyTestDiagnostics.NotATestFile, place, tree.Root is null ? "nothing" : Quote.Kind(tree.Root))
                );
            }

            return [];
        }

        var bag = context.BindMapping(root, TestFileShape.Document)!;
        var file = TestSurroundings.From(bag);
        var tests = bag.Get(TestFileShape.Tests, []);
        if (
            !bag.Has(TestSurroundings.Policy)
            && !bag.Meant.Contains(TestSurroundings.Policy.Keyword)
            && (tests.IsEmpty || tests.Any(t => t.Surroundings.Policies is null))
        )
        {
            context.ReportMissing(root, TestFileShape.Document, TestSurroundings.Policy.Keyword);
        }

        var names = new Dictionary<string, ScalarSyntax>(StringComparer.Ordinal);
        foreach (var test in tests.Where(t => !names.TryAdd(t.Name.Value, t.Name)))
        {
            context.Report(PolicyTestDiagnostics.SameName, test.Name, names[test.Name.Value], "the first one", Quote.Cap(test.Name.Value));
        }

        return [.. tests.Select(t => Compile(t, t.Surroundings.Or(file), context))];
    }

    private static PolicyTest Compile(BoundTest test, TestSurroundings surroundings, BindingContext context)
    {
        if (surroundings.Now is null && (test.Snapshot is not null || test.Images!.Value.Any(i => i.HasDates)))
        {
            context.Report(PolicyTestDiagnostics.NoNow, test.Name, Quote.Cap(test.Name.Value));
        }

        if (test.Images is not { } images)
        {
            ExpectationNames.CheckContradictions(test.Expect, context);
            return new PolicyTest(test, surroundings, null);
        }

        var fixture = ImageFixture.Create(images, surroundings.Now ?? PolicyTest.AnyNow, context);
        ExpectationNames.CheckContradictions(test.Expect, context);
        ExpectationNames.Check(
            test.Expect,
            fixture.Names.All,
            fixture.Names.Tags,
            name => fixture.Names.TryFind(name, out _),
            fixture.Names.IsTag,
            context
        );
        return new PolicyTest(test, surroundings, fixture);
    }
}
