using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;

namespace PolicyEngine.Explaining;

/// <summary>Finds when waiting alone makes a manifest go: the times at which an age limit turns are tried by planning again.</summary>
internal static class TurningPoint
{
    private const int MostTrials = 24;
    private const int MostHolders = 8;

    /// <summary>The first time found, or null.</summary>
    public static DateTimeOffset? Find(PolicyCompilation compilation, RepositoryEvaluation evaluation, PlanOptions options, NodeId node)
    {
        foreach (var ticks in Candidates(evaluation, node).Take(MostTrials))
        {
            var then = new DateTimeOffset(ticks, TimeSpan.Zero);
            var future = Evaluator.Evaluate(
                evaluation.Graph,
                evaluation.Policy,
                then,
                options.InUse,
                facts: options.Facts,
                bases: options.Bases
            );
            if (
                future.Deleted.Contains(node)
                && Planner.Create(compilation, [evaluation.Graph], then, options).Repositories is [{ Status: PlanStatus.Planned }]
            )
            {
                return then;
            }
        }

        return null;
    }

    /// <summary>The moments after now at which some limit of the policy turns for the manifest, or for what holds it.</summary>
    private static SortedSet<long> Candidates(RepositoryEvaluation evaluation, NodeId node)
    {
        var policy = evaluation.Policy;
        var predicates = policy
            .Rules.Select(r => r.Match)
            .OfType<Predicate>()
            .Concat(policy.Protections.Select(p => p.Predicate))
            .SelectMany(p => p.SelfAndParts())
            .ToArray();
        var limits = predicates
            .Select(p => p.AgeLimit)
            .Concat(policy.Rules.SelectMany(r => r.Criteria).Select(c => c.AgeLimit))
            .OfType<TimeSpan>()
            .Append(policy.Settings.Grace)
            .Distinct()
            .ToArray();
        var moments = new SortedSet<long>();
        var now = evaluation.Context.Now.UtcTicks;
        foreach (var held in Ancestry.Seeds(evaluation, node).Take(MostHolders).Append(node))
        {
            foreach (
                var start in (long[])
                    [evaluation.Context.Ages[held], evaluation.Context.PulledTicks(held), evaluation.Graph.PushedTicks(held)]
            )
            {
                foreach (var limit in start == 0 ? [] : limits)
                {
                    // Every limit holds at its bound and turns with the next tick.
                    Add(start + limit.Ticks + 1);
                }
            }

            foreach (var moment in predicates.SelectMany(p => p.TurnsAt(evaluation.Context, held)))
            {
                Add(moment);
            }
        }

        return moments;

        void Add(long moment)
        {
            if (moment > now && moment <= DateTimeOffset.MaxValue.UtcTicks)
            {
                moments.Add(moment);
            }
        }
    }
}
