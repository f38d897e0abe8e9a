using System.Collections.Immutable;
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

    /// <summary>All repositories of the run; empty where those that are planned are all.</summary>
    internal IReadOnlyCollection<DigestGraph> Run { get; private init; } = [];

    /// <summary>What kept images of the run name as their bases; null where nobody looked, which planning does then.</summary>
    internal KeptBases? Bases { get; init; }

    /// <summary>What kept images of repositories beside the run name as their bases; nothing by default.</summary>
    public ImmutableArray<ImageReference> StatedBases { get; init; } = [];

    /// <summary>Whether repositories of the run are missing, since a registry could not be listed; false by default.</summary>
    public bool IsRunCut { get; init; }

    /// <summary>
    /// The same for a run over several repositories: a digest that one of them holds is not missing in the others, and what one keeps may
    /// be based on another.
    /// </summary>
    public PlanOptions For(IReadOnlyCollection<DigestGraph> repositories) =>
        this with
        {
            IsInRun = digest => repositories.Any(g => MissingDigests.IsPresent(g, digest)),
            Run = repositories,
        };

    /// <summary>What earlier runs began and may have left; nothing by default.</summary>
    public BegunImages Begun { get; init; } = BegunImages.None;
}
