using PolicyEngine.Evaluation;

namespace PolicyEngine.Planning;

/// <summary>What planning needs beside policies, graphs and now.</summary>
public sealed record PlanOptions
{
    /// <summary>The image references of <c>in-use</c> protections.</summary>
    public InUseReferences InUse { get; init; } = InUseReferences.Empty;
}
