using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>Compares the plan of a test with what the test expects.</summary>
internal sealed class ExpectationCheck(TestPlan plan, CoverageTable coverage)
{
    private readonly ImmutableArray<PolicyTestFailure>.Builder _failures = ImmutableArray.CreateBuilder<PolicyTestFailure>();
    private readonly RankingWriter _rankings = new(plan);

    /// <summary>The expectations that do not hold.</summary>
    public ImmutableArray<PolicyTestFailure> Run()
    {
        var expect = plan.Test.Syntax.Expect;
        CheckStatus(expect);
        foreach (var (fate, syntax, names) in expect.Lists)
        {
            if (names.IsEmpty)
            {
                CheckNone(fate, syntax);
            }

            foreach (var name in names)
            {
                CheckFate(fate, name);
            }
        }

        foreach (var (image, rule) in expect.Because)
        {
            CheckReason(image, rule);
        }

        foreach (var finding in expect.Findings.Where(f => !plan.Plan.Findings.Any(p => p.Id == f.Value)))
        {
            var others = string.Join(
                ", ",
                plan.Plan.Findings.Select(f => f.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            );
            Fail(
                finding.Location,
                $"The plan should have the finding {finding.Value}, but has {(others.Length == 0 ? "none" : others)}.",
                null,
                finding.Value,
                others
            );
        }

        return _failures.ToImmutable();
    }

    private void CheckStatus(BoundExpectation expect)
    {
        var expected = expect.Status ?? PlanStatus.Planned;
        var actual = plan.Plan.Status;
        if (actual == expected)
        {
            return;
        }

        var reason = plan.Plan.Reason is { } text ? $": {text}" : ".";
        Fail(
            (expect.StatusSyntax ?? plan.Test.Syntax.Name).Location,
            $"The repository should be {Word(expected)}, but is {Word(actual)}{reason}",
            null,
            Word(expected),
            Word(actual)
        );
    }

    private void CheckNone(ExpectedFate fate, SyntaxNode syntax)
    {
        var found = fate switch
        {
            ExpectedFate.Untag => [.. plan.Plan.Untag.Select(u => u.Tag)],
            ExpectedFate.Delete => Names(plan.Plan.Delete),
            ExpectedFate.Retain => Names(plan.Plan.Retain),
            ExpectedFate.Keep => Names(plan.Plan.Keep),
        };
        if (found.Length > 0)
        {
            var shown = string.Join(", ", found.Take(10).Select(n => $"'{n}'")) + (found.Length > 10 ? ", …" : string.Empty);
            Fail(syntax.Location, $"Nothing should be {Word(fate)}, but these are: {shown}.", null, $"nothing {Word(fate)}", shown);
        }
    }

    private void CheckFate(ExpectedFate expected, ScalarSyntax name)
    {
        if (Find(name, Word(expected)) is (var node, var fate, var verdict) && fate != expected)
        {
            Fail(
                name,
                node,
                $"'{Quote.Cap(name.Value)}' should be {Word(expected)}, but is {Word(fate)}.",
                Word(expected),
                Word(fate),
                verdict,
                null
            );
        }
    }

    private void CheckReason(ScalarSyntax image, ScalarSyntax rule)
    {
        var expected = $"decided by '{rule.Value}'";
        if (Find(image, expected) is (var node, var fate, var verdict) && verdict.Rule != rule.Value)
        {
            var actual = $"{Word(fate)} by {(verdict.Rule is { } other ? $"'{other}'" : "no rule")}";
            Fail(
                rule,
                node,
                $"'{Quote.Cap(image.Value)}' should be {expected}, but is {actual}.",
                expected,
                actual,
                verdict,
                rule.Value,
                image.Value
            );
        }
    }

    /// <summary>What becomes of an image or tag, and why; null for a missing child, which is a failure.</summary>
    private (NodeId Node, ExpectedFate Fate, Verdict Verdict)? Find(ScalarSyntax name, string expected)
    {
        if (plan.NodeOf(name.Value) is not { } node)
        {
            Fail(
                name.Location,
                $"'{Quote.Cap(name.Value)}' should be {expected}, but is missing from the start.",
                name.Value,
                expected,
                "missing"
            );
            return null;
        }

        var (fate, verdict) = plan.UntagOf(name.Value) is { } untag ? (ExpectedFate.Untag, untag) : plan.FateOf(node);
        coverage.Exercise(verdict);
        return (node, fate, verdict);
    }

    private void Fail(
        ScalarSyntax at,
        NodeId node,
        string message,
        string expected,
        string actual,
        Verdict verdict,
        string? expectedRule,
        string? image = null
    )
    {
        var place = PlaceOf(verdict.Source);
        if (place is null)
        {
            message = $"{message} {verdict.Text}";
        }

        var diagnostic = Diagnostic.Create(PolicyTestDiagnostics.Failed, at.Location, message);
        _failures.Add(
            new PolicyTestFailure(
                place is { } location ? diagnostic with { AdditionalLocations = [(location, verdict.Text)] } : diagnostic,
                image ?? at.Value,
                expected,
                actual,
                verdict,
                _rankings.Write(node, verdict.Source, expectedRule)
            )
        );
    }

    private void Fail(Location at, string message, string? image, string expected, string actual) =>
        _failures.Add(
            new PolicyTestFailure(Diagnostic.Create(PolicyTestDiagnostics.Failed, at, message), image, expected, actual, null, [])
        );

    /// <summary>The location that a verdict names as <c>path:line:column</c>.</summary>
    private Location? PlaceOf(string? source)
    {
        var places = plan.Compilation.Policies.SelectMany(p =>
            p.Protections.Select(e => e.Location).Concat(p.Rules.Select(r => r.Location)).Append(p.SettingsLocation)
        );
        foreach (var place in places)
        {
            if (place.ToString() == source)
            {
                return place;
            }
        }

        return null;
    }

    private static string[] Names(IReadOnlyList<PlannedManifest> rows) => [.. rows.Select(r => r.Tags.IsEmpty ? r.Digest : r.Tags[0])];

    private static string Word(ExpectedFate fate) =>
        fate switch
        {
            ExpectedFate.Delete => "deleted",
            ExpectedFate.Keep => "kept",
            ExpectedFate.Retain => "retained",
            ExpectedFate.Untag => "untagged",
        };

    private static string Word(PlanStatus status) =>
        status switch
        {
            PlanStatus.Planned => "planned",
            PlanStatus.Refused => "refused",
            PlanStatus.Incomplete => "incomplete",
        };
}
