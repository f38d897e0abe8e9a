using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Selecting;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>The plan of a test's repository, by images. Not thread-safe.</summary>
internal sealed class TestPlan
{
    private readonly Dictionary<string, (ExpectedFate Fate, Verdict Verdict)> _fates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlannedUntag> _untags;

    private TestPlan(PolicyTest test, DigestGraph graph, PolicyCompilation compilation, PlanOptions options, RepositoryPlan plan)
    {
        (Test, Graph, Compilation, Options, Plan) = (test, graph, compilation, options, plan);
        _untags = plan.Untag.ToDictionary(u => u.Tag, StringComparer.Ordinal);
        foreach (
            var (fate, rows) in new[]
            {
                (ExpectedFate.Delete, plan.Delete),
                (ExpectedFate.Retain, plan.Retain),
                (ExpectedFate.Keep, plan.Keep),
            }
        )
        {
            foreach (var row in rows)
            {
                _fates[row.Digest] = (fate, row.Verdict);
            }
        }
    }

    public PolicyTest Test { get; }

    public DigestGraph Graph { get; }

    public PolicyCompilation Compilation { get; }

    public PlanOptions Options { get; }

    public RepositoryPlan Plan { get; }

    /// <summary>Plans the repository of a test; null where that cannot be done, which is reported.</summary>
    public static TestPlan? Create(PolicyTest test, PolicyCompilation compilation, PolicyTestInputs inputs, BindingContext context)
    {
        IReadOnlyCollection<DigestGraph> run = [];
        var graph = test.Images is { } images
            ? images.ToGraph(TestRepository.Describe(test, compilation.Policies))
            : TestRepository.Find(test, inputs, context, out run);
        if (graph is null)
        {
            return null;
        }

        var stated = test.Surroundings.Facts ?? new StatedFacts(null, null);
        var facts = compilation
            .Policies.SelectMany(p => p.AskedFacts)
            .Aggregate(FactSet.Empty, (all, source) =>
                all.With(
                    source,
                    (test.Surroundings.Facts is null ? inputs.FindFact(test.SnapshotPath, source) : null)
                        ?? stated.AnswerOf(source, test.Now)
                )
            );
        var inUse = compilation
            .Policies.SelectMany(p => p.Protections)
            .Where(p => p.InUse is not null)
            .Aggregate(InUseReferences.Empty, (all, p) => all.With(p, test.Syntax.InUse, facts));
        var options = new PlanOptions
        {
            InUse = inUse,
            Facts = facts,
            IsPartial = true,
            StatedBases = test.Syntax.Bases,
        }.For(run);
        options = Planner.Prepare(compilation, [graph], test.Now, options);
        var plan = Planner.Create(compilation, [graph], test.Now, options);
        if (plan.Repositories is [var repository])
        {
            return new TestPlan(test, graph, compilation, options, repository);
        }

        context.Report(PolicyTestDiagnostics.NotCovered, test.Surroundings.Repository ?? test.Syntax.Name, Quote.Cap(graph.Info.FullName));
        return null;
    }

    /// <summary>The present node of a tag, user's or referrer's, or of a digest; null if there is none.</summary>
    public static NodeId? Find(DigestGraph graph, string name)
    {
        if (graph.TryFindTag(name, out var tag))
        {
            return graph.TagTarget(tag);
        }

        if (graph.TryFind(name, out var node) && node < graph.PresentCount)
        {
            return node;
        }

        foreach (var referrerTag in graph.ReferrerTags)
        {
            if (referrerTag.Text == name)
            {
                return referrerTag.Target;
            }
        }

        return null;
    }

    /// <summary>The present node that an expectation names; null for a missing child.</summary>
    public NodeId? NodeOf(string name) =>
        Find(Graph, Test.Images is { } images && images.Names.TryFind(name, out var digest) ? digest : name);

    /// <summary>What becomes of a node, and why.</summary>
    public (ExpectedFate Fate, Verdict Verdict) FateOf(NodeId node) => _fates[Graph.TextOf(node)];

    /// <summary>Why a tag is removed from an image that is kept; null where it is not.</summary>
    public Verdict? UntagOf(string tag) => _untags.GetValueOrDefault(tag)?.Verdict;
}
