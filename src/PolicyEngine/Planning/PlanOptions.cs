using PolicyEngine.Announcing;
using PolicyEngine.Diagnostics;
using PolicyEngine.Evaluation;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;

namespace PolicyEngine.Planning;

/// <summary>What planning needs beside policies, graphs and now.</summary>
public sealed record PlanOptions
{
    /// <summary>The image references of <c>in-use</c> protections.</summary>
    public InUseReferences InUse { get; init; } = InUseReferences.Empty;

    /// <summary>The facts that conditions ask for: of git, of pull requests.</summary>
    public FactSet Facts { get; init; } = FactSet.Empty;

    /// <summary>What the user says about severities; nothing by default. A finding
    /// that is raised to an error refuses the plan of its repository.</summary>
    public SeverityOverrides Severities { get; init; } = SeverityOverrides.None;

    /// <summary>What somebody approved to delete beyond <c>max-delete</c>; nothing by default.</summary>
    public ApprovedDeletions Approved { get; init; } = ApprovedDeletions.None;

    /// <summary>
    /// What earlier runs announced, so that only what is due is deleted; null where nothing is announced, whatever the policies say.
    /// </summary>
    public Announcements? Announcements { get; init; }

    /// <summary>
    /// Whether only some of the repositories that the policies are for are planned, so that nothing is said of rules for others; false by
    /// default.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether some repository of the run holds a digest, so that it is not missing in the others.</summary>
    internal Func<string, bool> IsInRun { get; private init; } = static _ => false;

    /// <summary>The same for a run over several repositories: a digest that one of them holds is not missing in the others.</summary>
    public PlanOptions For(IReadOnlyCollection<DigestGraph> repositories) =>
        this with
        {
            IsInRun = digest => repositories.Any(g => MissingDigests.IsPresent(g, digest)),
        };

    /// <summary>What earlier runs began and may have left; nothing by default.</summary>
    public BegunImages Begun { get; init; } = BegunImages.None;
}
