using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Cli.Applying;

/// <summary>Plans again while plans are carried out: what changed since, and what must be kept since.</summary>
/// <param name="context">The command.</param>
/// <param name="sources">How registries are reached.</param>
internal sealed class PlanningAgain(CommandContext context, SourceOptions sources)
{
    private const string OpenInputs =
        "To plan again, the command needs the values that the policies' inputs had when the "
        + "plan was made, in environment variables such as POLICYENGINE_INPUT_NAME.";

    /// <summary>The other repositories are read again where that is longer ago: images may have been pushed into them.</summary>
    private static readonly TimeSpan s_mostAge = TimeSpan.FromMinutes(5);

    private FactSet? _facts;
    private DateTimeOffset _runReadAt;
    private (IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)? _run;
    private (IReadOnlyList<DigestGraph> Graphs, bool IsIncomplete)? _before;

    /// <summary>What is announced: a repository that is planned again is planned with the same; null where nothing is.</summary>
    public NoticePlace? Notice { get; set; }

    /// <summary>Reads again what is in use and the facts that policies go by: what must stay since the plan was made stays.</summary>
    /// <exception cref="CliException">It cannot be read, or the policies that name the files are not here.</exception>
    public async Task<bool> HasNewKnowledgeAsync(PlanFile file, CancellationToken cancellationToken)
    {
        if (!file.Plan.HasChanges)
        {
            return false;
        }

        if (file.Policies is null)
        {
            var (basis, given, past) = file.Plan.InUseSha256 is null
                ? ("facts of git or GitHub", "ask for them", "the facts that the plan was made with")
                : ("which images are in use", "name those files", "what was in use when the plan was made");
            return file.Plan is { InUseSha256: null, FactsSha256: null }
                ? false
                : throw CliException.Failed(
                    $"The plan depends on {basis}, but the policies that {given} are missing here: nothing was done. "
                        + $"Run apply where these files are, or pass --in-use-as-planned to use {past}."
                );
        }

        _facts = await new FactReading(context, sources).ReadAsync(file.Policies, cancellationToken).ConfigureAwait(false);
        var isSameUse =
            new InUse.InUseReader(context.Directory, context.Messages).Read(file.Policies, _facts).Sha256() == file.Plan.InUseSha256;
        if (isSameUse && _facts.Sha256() == file.Plan.FactsSha256)
        {
            return HasNewBases(file.Policies);
        }

        var what = isSameUse ? "The facts that the policies go by have" : "What is in use has";
        if (file.Policies.AreInputsOpen)
        {
            throw CliException.Failed($"{what} changed since the plan was made: nothing was done. {OpenInputs} Or plan again.");
        }

        context.Messages.Info(
            $"{what} changed since the plan was made: the repositories are planned again, and only what both plans delete is deleted."
        );
        return true;
    }

    /// <summary>
    /// Whether images that came since the plan was made may be based on what it deletes: that is unknown until all repositories
    /// were read again.
    /// </summary>
    private bool HasNewBases(Policies.PolicySet policies)
    {
        if (!policies.Compilation.Policies.Any(p => p.KeepsBases))
        {
            return false;
        }

        if (policies.AreInputsOpen)
        {
            throw CliException.Failed(
                "The policies protect the bases of kept images, and images may have come since the plan was made: nothing was done. "
                    + $"{OpenInputs} Or plan again."
            );
        }

        context.Messages.Info(
            "The repositories are planned again, since images that came since the plan was made may be based on others: only what "
                + "both plans delete is deleted."
        );
        return true;
    }

    /// <summary>The other repositories of the plan, as they were minutes ago, where they decide about this one.</summary>
    private async Task<(IReadOnlyList<DigestGraph> Graphs, bool IsCut)> ReadOthersAsync(
        PlanFile file,
        RepositoryPlan one,
        PlanBasis basis,
        WriterOpening opening,
        CancellationToken cancellationToken
    )
    {
        if (!basis.Compilation.Policies.Any(p => p.KeepsBases))
        {
            return ([], false);
        }

        (PolicyTarget Target, string Folder)[] planned =
        [
            .. file.Plan.Repositories.Select(r => opening.FindTarget(r.Info, basis.Policies)),
        ];
        if (_run is not null && context.Environment.Clock.GetUtcNow() - _runReadAt > s_mostAge)
        {
            _run = null;
        }

        _runReadAt = _run is null ? context.Environment.Clock.GetUtcNow() : _runReadAt;
        _run ??= await GraphReading
            .ReadRegistriesAsync(
                context,
                sources,
                [.. planned, .. TargetList.LeftOut(basis.Policies, [.. planned.Select(p => p.Target)], sources.Overrides(context.Parsed))],
                PlanningGuide.OfEverything(basis.Compilation, basis.Now, basis.Options),
                cancellationToken
            )
            .ConfigureAwait(false);
        return ([.. _run.Value.Graphs.Where(g => g.Info.FullName != one.Info.FullName)], _run.Value.IsIncomplete);
    }

    /// <summary>Plans a repository again that changed since its plan was made.</summary>
    /// <exception cref="CliException">It cannot be read, or the policies are not here.</exception>
    public async Task<RepositoryPlan?> PlanAsync(
        PlanFile file,
        RepositoryPlan stale,
        ApplyJournal journal,
        WriterOpening opening,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var policies = file.Policies
            ?? throw CliException.Failed(
                "To plan again, the command needs the policies at the paths that they had when the plan was made."
            );
        if (policies.AreInputsOpen)
        {
            throw CliException.Failed(OpenInputs);
        }

        var facts = _facts ??= await new FactReading(context, sources).ReadAsync(policies, cancellationToken).ConfigureAwait(false);
        var options = new PlanOptions
        {
            IsPartial = true,
            InUse = new InUse.InUseReader(context.Directory, context.Messages).Read(policies, facts),
            Facts = facts,
            Announcements = Notice?.Announcements,
            Begun = new UnfinishedRun(journal).BegunIn(stale.Info) with { GoAlone = false },
            Approved = ApprovedDeletions.None with { Everywhere = stale.Approved },
        };

        // Behind --target a policy is for what is said there, whatever its own targets are.
        var basis = new PlanBasis(policies, now, options);
        var (others, isCut) = await ReadOthersAsync(file, stale, basis, opening, cancellationToken).ConfigureAwait(false);
        basis = basis with { Options = options.For(others) with { IsRunCut = isCut } };
        return await PlanAsync(
                basis.Covers(stale.Info) && !file.Plan.AllPolicies
                    ? basis
                    : basis with
                    {
                        Policies = policies.WithTargets([opening.FindTarget(stale.Info, policies).Target]),
                    },
                stale,
                opening,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Plans what an earlier run left of a repository, before this run has read any.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public async Task<RepositoryPlan?> PlanLeftAsync(
        PlanBasis basis,
        RepositoryPlan stale,
        WriterOpening opening,
        CancellationToken cancellationToken
    )
    {
        if (basis.Compilation.Policies.Any(p => p.KeepsBases) && basis.ReadRun is { } read)
        {
            // Not what is read after this: a run plans by what is there then.
            _before ??= await read().ConfigureAwait(false);
            basis = basis with { Options = basis.Options.For(_before.Value.Graphs) with { IsRunCut = _before.Value.IsIncomplete } };
        }

        return await PlanAsync(basis, stale, opening, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans one repository of a run again.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public async Task<RepositoryPlan?> PlanAsync(
        PlanBasis basis,
        RepositoryPlan stale,
        WriterOpening opening,
        CancellationToken cancellationToken
    )
    {
        var (graphs, isIncomplete) = await GraphReading
            .ReadRegistriesAsync(
                context,
                sources,
                [opening.FindTarget(stale.Info, basis.Policies)],
                async requests =>
                {
                    if (Notice is { } notice && basis.Options.Announcements is not null)
                    {
                        await notice.ReadAgainAsync(requests, cancellationToken).ConfigureAwait(false);
                        basis = basis with { Options = basis.Options with { Announcements = notice.Announcements } };
                    }

                    return new PlanningGuide(basis.Compilation, basis.Now, basis.Options);
                },
                cancellationToken,
                again: stale.Info.FullName
            )
            .ConfigureAwait(false);
        return isIncomplete
            ? throw CliException.Failed("The repository could not be read again: nothing was done there.")
            : Planner
                .Create(basis.Compilation, graphs, basis.Now, basis.Options with { IsPartial = true })
                .Repositories.FirstOrDefault(r => r.Info.FullName == stale.Info.FullName);
    }

    /// <summary>Compares a plan that was made from a snapshot with what is there.</summary>
    /// <exception cref="CliException">What is there cannot be read.</exception>
    public async Task<string?> CompareAsync(
        PlanFile file,
        RepositoryPlan plan,
        ApplyJournal journal,
        WriterOpening opening,
        CancellationToken cancellationToken
    )
    {
        if (file.Policies is { AreInputsOpen: false })
        {
            return SnapshotCheck.Compare(
                plan,
                await PlanAsync(file, plan, journal, opening, file.Plan.Now, cancellationToken).ConfigureAwait(false)
            );
        }

        var (graphs, _) = await GraphReading
            .ReadRegistriesAsync(
                context,
                sources,
                [opening.FindTarget(plan.Info, null)],
                new WholeRepositoryGuide(needsConfigs: true),
                cancellationToken,
                again: plan.Info.FullName
            )
            .ConfigureAwait(false);
        return SnapshotCheck.Compare(plan, graphs.FirstOrDefault(g => g.Info.FullName == plan.Info.FullName));
    }
}
