using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Policies;

namespace PolicyEngine.Planning;

/// <summary>Makes plans. Pure and thread-safe: the same policies, graphs and now give the same plan, whatever order they come in.</summary>
public static class Planner
{
    /// <summary>Plans all repositories that at least one policy covers.</summary>
    /// <exception cref="InvalidOperationException">The compilation has errors, or
    /// the files of an <c>in-use</c> protection have not been read.</exception>
    public static Plan Create(
        PolicyCompilation compilation,
        IEnumerable<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions? options = null
    ) => CreateExplained(compilation, graphs, now, options, out _);

    /// <summary>The same plan, with the evaluations that it comes from: nothing that explains it evaluates again.</summary>
    internal static Plan CreateExplained(
        PolicyCompilation compilation,
        IEnumerable<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions? options,
        out IReadOnlyList<PlannedRepository> planned
    )
    {
        ArgumentNullException.ThrowIfNull(compilation);
        ArgumentNullException.ThrowIfNull(graphs);
        if (compilation.HasErrors)
        {
            throw new InvalidOperationException("A policy with errors cannot be planned.");
        }

        DigestGraph[] asked = [.. graphs];
        return CreateOnce(compilation, asked, now, Prepare(compilation, asked, now, options ?? new PlanOptions()), out planned);
    }

    /// <summary>
    /// Finds what all repositories of a run say together, once, where the policies ask for it: what
    /// kept images are based on. Plans are made until they keep no further base (semantics.md#bases).
    /// </summary>
    /// <param name="compilation">The policies.</param>
    /// <param name="graphs">Repositories of the run, beside those that <see cref="PlanOptions.For"/> was told of.</param>
    /// <param name="now">The time that is planned for.</param>
    /// <param name="options">What else planning needs.</param>
    /// <exception cref="InvalidOperationException">The compilation has errors.</exception>
    public static PlanOptions Prepare(
        PolicyCompilation compilation,
        IReadOnlyCollection<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(compilation);
        ArgumentNullException.ThrowIfNull(graphs);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Bases is not null || compilation.HasErrors || !compilation.Policies.Any(p => p.KeepsBases))
        {
            return options;
        }

        var names = graphs.Select(g => g.Info.FullName).ToHashSet(StringComparer.Ordinal);
        DigestGraph[] run = [.. Sort(graphs.Concat(options.Run.Where(g => !names.Contains(g.Info.FullName))).Distinct())];
        var search = new BaseSearch(run);
        search.Add(options.StatedBases);
        var unknown =
            options.IsRunCut ? "not all repositories of the run could be listed"
            : run.FirstOrDefault(g => !g.Info.Complete) is { } cut ? $"'{cut.Info.FullName}' was not read completely"
            : null;
        if (unknown is not null)
        {
            return options with { Bases = search.Found($"Which images others are based on is unknown: {unknown}.") };
        }

        // What a limit or the registry keeps counts last: once bases are protected, there may be no need of it.
        Dictionary<DigestGraph, (RepositoryPlan Plan, RepositoryEvaluation? Evaluation)> all;
        do
        {
            do
            {
                options = options with { Bases = search.Found(null) };
                var plan = CreateOnce(compilation, run, now, options, out var planned);
                all = planned
                    .Zip(plan.Repositories)
                    .ToDictionary(pair => pair.First.Graph, pair => (pair.Second, pair.First.Verdicts?.Evaluation));
            } while (search.Add(all, isLast: false));
        } while (search.Add(all, isLast: true));
        return options;
    }

    private static Plan CreateOnce(
        PolicyCompilation compilation,
        IReadOnlyCollection<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions options,
        out IReadOnlyList<PlannedRepository> planned
    )
    {
        var busy = new HashSet<string>(StringComparer.Ordinal);
        var repositories = Sort(graphs)
            .Select(g => (Graph: g, Findings: new FindingList(compilation.Policies, options.Severities)))
            .Select(r =>
                (r.Graph, r.Findings, Planned: RepositoryPlanner.Plan(compilation.Policies, r.Graph, now, options, r.Findings, busy)!)
            )
            .Where(r => r.Planned is not null)
            .ToArray();
        if (!options.IsPartial)
        {
            NarrowedRules.Find(compilation.Policies, [.. repositories.Select(r => r.Graph)], i => repositories[i].Findings);
        }

        IdleRules.Tell([.. repositories.Select(r => r.Findings)], busy);
        planned = [.. repositories.Select(r => r.Planned)];
        return new Plan
        {
            Now = now.ToUniversalTime(),
            Policies =
            [
                .. compilation.Policies.Select(p => new PlanPolicy(p.Source.Path, p.Name, p.Sha256)
                {
                    Inputs = p.Inputs.Sha256() is { } inputs ? new PlanInputs(p.Inputs.Names, inputs) : null,
                }),
            ],
            InUseSha256 = options.InUse.Sha256(),
            FactsSha256 = options.Facts.Sha256(),
            Repositories = [.. repositories.Select(r => RepositoryPlanner.Conclude(r.Planned.Plan, r.Graph, r.Findings.ToSorted()))],
        };
    }

    private static IEnumerable<DigestGraph> Sort(IEnumerable<DigestGraph> graphs) =>
        graphs.OrderBy(g => g.Info.Registry, StringComparer.Ordinal).ThenBy(g => g.Info.Name, StringComparer.Ordinal);
}
