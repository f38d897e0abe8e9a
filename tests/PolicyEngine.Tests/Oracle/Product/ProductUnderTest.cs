using PolicyEngine.Diagnostics;
using PolicyEngine.Language;
using PolicyEngine.Planning;
using PolicyEngine.Text;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The product through its front door: texts in, plan out.</summary>
internal static class ProductUnderTest
{
    /// <summary>The plans of the snapshot's repositories, by name.</summary>
    /// <exception cref="InvalidDataException">A policy does not compile; the message lists its errors.</exception>
    public static IReadOnlyDictionary<string, ProductVerdict> Plan(IReadOnlyList<string> policyTexts, string snapshotJson, DateTimeOffset now)
    {
        var compilation = PolicyCompiler.Compile([.. policyTexts.Select((text, i) => SourceText.From($"policy-{i}.yaml", text))]);
        if (compilation.HasErrors)
        {
            throw new InvalidDataException(string.Join('\n', compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())));
        }

        var plan = Planner.Create(compilation, SnapshotGraphs.Read(snapshotJson), now);
        return plan.Repositories.ToDictionary(r => r.Info.Name, Verdict);
    }

    private static ProductVerdict Verdict(RepositoryPlan plan) => new(plan.Status.ToString().ToLowerInvariant())
    {
        Delete = [.. plan.Delete.OrderBy(m => m.Order).Select(m => m.Digest)],
        Retain = [.. plan.Retain.Select(m => m.Digest)],
        Keep = [.. plan.Keep.Select(m => m.Digest)],
        Untag = [.. plan.Untag.Select(u => $"{u.Tag} {u.Digest}")],
        Rules = plan.Delete.Concat(plan.Retain).Concat(plan.Keep).ToDictionary(m => m.Digest, m => m.Verdict.Rule),
    };
}
