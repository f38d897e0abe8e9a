using System.Text;
using PolicyEngine.Compiling;
using PolicyEngine.Explaining;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Snapshots;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Explaining;

/// <summary>What holds for the explanation of every manifest of random repositories under random policies.</summary>
public sealed class ExplanationProperties
{
    private static readonly PlanOptions Options = new() { InUse = InUseReferences.Empty };

    [Fact]
    public void An_explanation_has_the_verdict_and_the_fate_of_the_plan() => ForAll(400, (plan, explanation, _) =>
        {
            var subject = explanation.Subject!;
            var list = subject.Fate switch
            {
                Fate.Delete => plan.Delete,
                Fate.Retain => plan.Retain,
                _ => plan.Keep,
            };
            var row = Assert.Single(list, m => m.Digest == subject.Row.Digest);
            Assert.Equal(row.Verdict, subject.Row.Verdict);
            Assert.Equal(row.AgeFrom ?? subject.Row.AgeFrom, subject.Row.AgeFrom);
            Assert.Equal(plan.Status, explanation.Status);
            Assert.Equal(plan.Reason, explanation.Reason);
            Assert.Equal(
                plan.Untag.Where(u => u.Digest == row.Digest).Select(u => u.Tag),
                subject.Tags.Where(t => t.Fate == TagFate.ComesOff).Select(t => t.Text)
            );
        });

    [Fact]
    public void Everything_that_stays_is_held_and_everything_that_goes_could_be_kept() => ForAll(400, (plan, explanation, _) =>
        {
            if (plan.Status == PlanStatus.Planned)
            {
                Assert.NotEmpty(explanation.Subject!.Opposite);
            }
        });

    [Fact]
    public void What_is_said_to_go_at_a_time_goes_when_it_is_planned_then() => ForAll(400, (_, explanation, @case) =>
        {
            if (explanation.Subject!.GoesAt is { } then)
            {
                Assert.Equal(Fate.Keep, explanation.Subject.Fate);
                var later = @case.PlanAt(then);
                Assert.Contains(later.Delete, m => m.Digest == explanation.Subject.Row.Digest);
            }
        });

    [Fact]
    public void Times_of_going_are_found() => Assert.True(Count(300, e => e.Subject!.GoesAt is not null) > 50);

    [Fact]
    public void A_rule_that_the_verdict_names_says_what_becomes_of_the_image() => ForAll(400, (plan, explanation, _) =>
        {
            var subject = explanation.Subject!;
            foreach (var rule in subject.Rules.Where(r => r.IsNamed && plan.Status == PlanStatus.Planned))
            {
                Assert.True(rule.Counts);
                Assert.Contains(
                    rule.Opinion,
                    subject.Fate != Fate.Keep
                        ? [RuleOpinion.Condemns]
                        : new[] { RuleOpinion.Spares, RuleOpinion.Keeps, RuleOpinion.LeavesOut, RuleOpinion.Condemns }
                );
            }
        });

    [Fact]
    public void Of_an_image_that_a_rule_deletes_exactly_one_rule_is_named() => ForAll(400, (plan, explanation, _) =>
        {
            var subject = explanation.Subject!;
            if (
                subject.Fate == Fate.Delete
                && subject.Row.Role == PolicyEngine.Oci.ManifestRole.Root
                && subject.Row.Verdict.Rule != "settings.unmatched"
                && subject.RootCount == 0
            )
            {
                Assert.Single(subject.Rules, r => r.IsNamed);
            }
        });

    [Fact]
    public void A_rule_says_why_it_does_not_select_an_image_and_only_then() => ForAll(400, (_, explanation, _) =>
        {
            foreach (var rule in explanation.Subject!.Rules)
            {
                Assert.Equal(rule.Opinion == RuleOpinion.DoesNotSelect, !rule.Unmet.IsEmpty);
                Assert.True(
                    explanation.Subject.Tags.Length > 1 || !rule.Unmet.Contains("none of its tags is selected by all conditions"),
                    rule.Id
                );
            }
        });

    private static int Count(int seeds, Func<Explanation, bool> counts)
    {
        var count = 0;
        ForAll(seeds, (_, explanation, _) => count += counts(explanation) ? 1 : 0);
        return count;
    }

    private static void ForAll(int seeds, Action<RepositoryPlan, Explanation, Case> check)
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            var generated = OracleCase.FromSeed(seed);
            var compilation = PolicyCompiler.Compile([
                .. generated.PolicyTexts().Select((text, i) => SourceText.From($"policy-{i}.yaml", text)),
            ]);
            var @case = new Case(
                compilation,
                SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(generated.SnapshotText()))).Single()
            );
            var plan = @case.PlanAt(Now.Value);
            foreach (var manifest in generated.Repository.Manifests)
            {
                var explanation = Explainer.Explain(compilation, @case.Graph, Now.Value, Options, manifest.Digest);
                try
                {
                    check(plan, explanation, @case);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException(
                        $"seed {seed}, {manifest.Digest}: {e.Message}\n{string.Join("---\n", generated.PolicyTexts())}",
                        e
                    );
                }
            }
        }
    }

    private sealed record Case(PolicyCompilation Compilation, PolicyEngine.Graph.DigestGraph Graph)
    {
        public RepositoryPlan PlanAt(DateTimeOffset now) => Planner.Create(Compilation, [Graph], now, Options).Repositories.Single();
    }
}
