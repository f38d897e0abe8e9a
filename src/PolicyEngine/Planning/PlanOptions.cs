using PolicyEngine.Diagnostics;
using PolicyEngine.Evaluation;

namespace PolicyEngine.Planning;

/// <summary>What planning needs beside policies, graphs and now.</summary>
public sealed record PlanOptions
{
    /// <summary>The image references of <c>in-use</c> protections.</summary>
    public InUseReferences InUse { get; init; } = InUseReferences.Empty;

    /// <summary>What the user says about severities; nothing by default. A finding that is raised to an error refuses the plan of its repository.</summary>
    public SeverityOverrides Severities { get; init; } = SeverityOverrides.None;

    /// <summary>What earlier runs began and may have left; nothing by default.</summary>
    public BegunImages Begun { get; init; } = BegunImages.None;
}
