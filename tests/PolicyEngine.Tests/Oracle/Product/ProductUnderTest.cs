using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Text;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The product through its front door: texts in, plan out.</summary>
internal static class ProductUnderTest
{
    /// <summary>The plans of the snapshot's repositories, by name.</summary>
    /// <exception cref="InvalidDataException">A policy does not compile; the message lists its errors.</exception>
    public static IReadOnlyDictionary<string, ProductVerdict> Plan(
        IReadOnlyList<string> policyTexts,
        string snapshotJson,
        DateTimeOffset now
    )
    {
        var compilation = PolicyCompiler.Compile([.. policyTexts.Select((text, i) => SourceText.From($"policy-{i}.yaml", text))]);
        if (compilation.HasErrors)
        {
            throw new InvalidDataException(
                string.Join('\n', compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()))
            );
        }

        var plan = Planner.Create(
            compilation,
            SnapshotGraphs.Read(snapshotJson),
            now,
            new PlanOptions { Facts = ProductFacts.Of(compilation, now) }
        );
        return plan.Repositories.ToDictionary(r => r.Info.Name, Verdict);
    }

    private static ProductVerdict Verdict(RepositoryPlan plan) =>
        Verdict(plan.Status.ToString().ToLowerInvariant(), plan.Delete, plan.Retain, plan.Keep, plan.Untag) with
        {
            Proposed = plan.Proposed is { } proposed
                ? Verdict("planned", proposed.Delete, proposed.Retain, proposed.Keep, proposed.Untag)
                : null,
        };

    private static ProductVerdict Verdict(
        string status,
        IReadOnlyList<PlannedManifest> delete,
        IReadOnlyList<PlannedManifest> retain,
        IReadOnlyList<PlannedManifest> keep,
        IReadOnlyList<PlannedUntag> untag
    ) =>
        new(status)
        {
            Delete = [.. delete.OrderBy(m => m.Order).Select(m => m.Digest)],
            Retain = [.. retain.Select(m => m.Digest)],
            Keep = [.. keep.Select(m => m.Digest)],
            Untag = [.. untag.Select(u => $"{u.Tag} {u.Digest}")],
            Rules = delete.Concat(retain).Concat(keep).ToDictionary(m => m.Digest, m => m.Verdict.Rule),
        };
}
