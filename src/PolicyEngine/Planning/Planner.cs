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

        var busy = new HashSet<string>(StringComparer.Ordinal);
        options ??= new PlanOptions();
        var repositories = graphs
            .OrderBy(g => g.Info.Registry, StringComparer.Ordinal)
            .ThenBy(g => g.Info.Name, StringComparer.Ordinal)
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
}
