using System.Globalization;
using PolicyEngine.Announcing;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Facts;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Cli.Applying;

/// <summary>Carries out a plan for <c>apply</c> and <c>run</c>.</summary>
/// <param name="context">The command.</param>
/// <param name="sources">How registries are reached.</param>
/// <param name="applying">How it is carried out.</param>
internal sealed class ApplyRun(CommandContext context, SourceOptions sources, ApplyingOptions applying)
{
    private readonly ApplyHeartbeat _heartbeat = new(context.Messages, context.Environment);
    private readonly ClockCheck? _clock = SourceOptions.ClockForWriting(context);
    private ApplyBudget? _budget;
    private FactSet? _facts;
    private const string OpenInputs =
        "To plan again, the command needs the values that the policies' inputs had when the "
        + "plan was made, in environment variables such as POLICYENGINE_INPUT_NAME.";

    /// <summary>Whether what was in use when the plan was made is taken for what is in use now.</summary>
    public bool IsInUseAsPlanned { get; init; }

    /// <summary>What was done to finish what earlier runs began: to be told of however the run goes on.</summary>
    public ApplyReport Finished { get; private set; } = new() { Repositories = [] };

    /// <summary>What is announced: a repository that is planned again is planned with the same; null where nothing is.</summary>
    public Announcements? Announcements { get; set; }

    /// <summary>
    /// Is called before anything is changed, with the plan that is carried out; null for what earlier runs began. May refuse.
    /// </summary>
    public Action<Plan?> Beginning { get; init; } = _ => { };

    /// <summary>Applies a plan.</summary>
    /// <param name="file">The plan.</param>
    /// <param name="journalPath">The journal, absolute.</param>
    /// <param name="started">When the command began, from which its time budget counts.</param>
    /// <param name="refreshAt">The now of which a repository that changed is planned again; null to leave it alone.</param>
    /// <param name="cancellationToken">Ends it after the requests in flight.</param>
    /// <exception cref="CliException">The journal cannot be used.</exception>
    public async Task<ApplyReport> ApplyAsync(
        PlanFile file,
        string journalPath,
        DateTimeOffset started,
        DateTimeOffset? refreshAt,
        CancellationToken cancellationToken
    )
    {
        try
        {
            MakeRoom(file, journalPath);
            var plansAnew = await HasNewKnowledgeAsync(file, cancellationToken).ConfigureAwait(false);
            refreshAt ??= plansAnew ? started : null;
            using var journal = ApplyJournal.Open(journalPath, file.Plan, file.Sha256, context.Environment.Clock);
            Beginning(file.Plan);
            var opening = Opening(journal, _clock);
            var options = CreateOptions(started) with
            {
                PlansAnew = plansAnew,
                Refresh = refreshAt is { } now
                    ? (stale, token) => OfRepositoryAsync(() => RefreshAsync(file, stale, journal, now, token))
                    : null,
                Verify = file.Plan.FromSnapshot ? (plan, token) => OfRepositoryAsync(() => CompareAsync(file, plan, journal, token)) : null,
            };
            var report = await new PlanApplier(journal, options, Budget(options))
                .ApplyAsync(file.Plan, plan => OfRepository(() => opening.Open(plan.Info, file.Policies)), cancellationToken)
                .ConfigureAwait(false);
            TellJournal(report, journalPath);
            return WithClock(report);
        }
        catch (JournalException e)
        {
            throw Failure(e, journalPath);
        }
    }

    /// <summary>Finishes the images that runs began which were killed, or held
    /// up in their midst, by the journals beside the one of this run.</summary>
    /// <param name="basis">What is planned with.</param>
    /// <param name="journalPath">The journal of this run, absolute.</param>
    /// <param name="started">When the command began, from which its time budget counts.</param>
    /// <param name="cancellationToken">Ends it after the image that was begun.</param>
    /// <exception cref="CliException">A journal that is needed is in use, or nobody has said yes.</exception>
    public async Task FinishAsync(PlanBasis basis, string journalPath, DateTimeOffset started, CancellationToken cancellationToken)
    {
        var policies = basis.Compilation.Policies.Select(policy => new PlanPolicy(policy.Source.Path, policy.Name, policy.Sha256)).ToList();

        // What is of others is not even opened: that takes its lock, and cuts off a line that is being written.
        foreach (
            var path in UnfinishedJournals
                .Beside(journalPath, context.Messages.Warning)
                .Where(found => found.IsOf(policies) && found.Repositories.Any(basis.Covers))
                .Select(found => found.Path)
        )
        {
            try
            {
                using var journal = ApplyJournal.OpenExisting(path, context.Environment.Clock);
                if (!journal.AsUnfinished().IsOf(policies))
                {
                    // Another run put its own under this name since it was read.
                    continue;
                }

                var left = new UnfinishedRun(journal);
                foreach (var repository in left.Repositories.Where(basis.Covers))
                {
                    var opening = Opening(journal, _clock);
                    if (cancellationToken.IsCancellationRequested || !left.IsAt(repository, opening.TargetOf(repository, basis.Policies)))
                    {
                        context.Messages.Detail(
                            $"{repository.FullName}: the run of '{context.Directory.Show(path)}' is "
                                + $"unfinished: it was cancelled, or the repository has moved."
                        );
                        continue;
                    }

                    applying.RequireYes(context, $"finish the run of '{context.Directory.Show(path)}'");
                    Beginning(null);
                    context.Messages.Info(
                        $"{repository.FullName}: the run of '{context.Directory.Show(path)}' is unfinished and is completed first."
                    );
                    var options = CreateOptions(started) with
                    {
                        Refresh = (stale, token) =>
                            OfRepositoryAsync(() =>
                                PlanAnewAsync(
                                    basis with
                                    {
                                        Options = basis.Options with { Begun = left.BegunIn(repository) },
                                    },
                                    stale,
                                    opening,
                                    token
                                )
                            ),
                    };
                    var report = await left.FinishAsync(
                            repository,
                            options,
                            Budget(options),
                            plan => OfRepository(() => opening.Open(plan.Info, basis.Policies)),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    TellJournal(report, path);
                    Finished = ApplyReports.Join(Finished, WithClock(report));
                }
            }
            catch (JournalException e) when (path != journalPath)
            {
                context.Messages.Detail(e.Message);
            }
            catch (JournalException e)
            {
                throw Failure(e, path);
            }
        }
    }

    /// <summary>Undoes an apply.</summary>
    /// <param name="journalPath">The journal, absolute.</param>
    /// <param name="cancellationToken">Ends it after the request in flight.</param>
    /// <exception cref="CliException">The journal cannot be used.</exception>
    public async Task<ApplyReport> RestoreAsync(string journalPath, CancellationToken cancellationToken)
    {
        try
        {
            using var journal = ApplyJournal.OpenExisting(journalPath, context.Environment.Clock);
            var opening = Opening(journal, clock: null);
            var options = new ApplyOptions
            {
                Clock = context.Environment.Clock,
                WaitUntil = sources.WaitUntil(context),
                Log = context.Messages.Detail,
                Notice = context.Messages.Info,
            };
            return await new RestoreRunner(journal, options)
                .RestoreAsync((info, recorded) => OfRepository(() => opening.Open(info, recorded)), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            throw new CliException(CodeOf(e), e.Message, e);
        }
    }

    /// <summary>Makes sure that a journal that is there is of this plan, before
    /// anything is written beside it; one of another is set aside.</summary>
    /// <exception cref="CliException">It cannot be used.</exception>
    public void CheckJournal(PlanFile file, string journalPath)
    {
        try
        {
            MakeRoom(file, journalPath, evenUnfinished: true);
            if (File.Exists(journalPath))
            {
                using var journal = ApplyJournal.Open(journalPath, file.Plan, file.Sha256, context.Environment.Clock);
            }
        }
        catch (JournalException e)
        {
            throw Failure(e, journalPath);
        }
    }

    private void MakeRoom(PlanFile file, string journalPath, bool evenUnfinished = false)
    {
        if (FinishedJournal.SetAside(journalPath, file.Sha256, evenUnfinished) is { } kept)
        {
            context.Messages.Info(
                $"The journal '{context.Directory.Show(journalPath)}' belongs to an earlier, "
                    + $"finished plan and was renamed to '{context.Directory.Show(kept)}'."
            );
        }
    }

    private ApplyOptions CreateOptions(DateTimeOffset started) =>
        new()
        {
            Clock = context.Environment.Clock,
            MaxDeletes = applying.MaxDeletes(context.Parsed),
            DeletesPerMinute = applying.DeletesPerMinute(context.Parsed),
            TimeBudget = applying.TimeBudget(context.Parsed) - (context.Environment.Clock.GetUtcNow() - started),
            WaitUntil = sources.WaitUntil(context),
            Served = sources.OpenServed(context),
            LockDirectory = LockDirectory(context.Environment.Variable),
            Log = context.Messages.Detail,
            Notice = context.Messages.Info,
            Progress = _heartbeat.Take,
        };

    /// <summary>One for all that the command does.</summary>
    private ApplyBudget Budget(ApplyOptions options) => _budget ??= new ApplyBudget(options);

    private WriterOpening Opening(ApplyJournal journal, ClockCheck? clock) =>
        new(context, sources.Overrides(context.Parsed), sources.CreateForWriting(context, clock), journal.BlobFolder);

    /// <summary>A clock that is wrong is not a failure of one repository: the run is refused before anything is deleted.</summary>
    private ApplyReport WithClock(ApplyReport report)
    {
        if (_clock?.Problem is not { } problem || report.Count(ApplyOutcome.Done) > 0)
        {
            return report;
        }

        context.Messages.Error(problem);
        return report with
        {
            Repositories =
            [
                .. report.Repositories.Select(repository =>
                    repository.Status == ApplyStatus.Failed ? repository with { Status = ApplyStatus.Incomplete } : repository
                ),
            ],
        };
    }

    private void TellJournal(ApplyReport report, string journalPath)
    {
        if (report.Count(ApplyOutcome.Done) > 0)
        {
            context.Messages.Info(
                $"The journal is '{context.Directory.Show(journalPath)}'; 'policyengine restore "
                    + $"{ShellWord.Of(context.Directory.Show(journalPath))}' undoes what was done."
            );
        }
    }

    private CliException Failure(JournalException e, string journalPath)
    {
        var plan = journalPath + ApplyJournal.PlanSuffix;
        var way = e.Fault == JournalFault.Unfinished && File.Exists(plan) ? $" To resume it: '{ContinueWith(plan, journalPath)}'." : "";
        var done = Finished.Count(ApplyOutcome.Done) > 0 ? "Nothing more was done." : "Nothing was deleted.";
        return new CliException(CodeOf(e), $"{e.Message}{way} {done}", e);
    }

    /// <summary>The command that resumes a plan.</summary>
    internal string ContinueWith(string plan, string journalPath) =>
        JournalOf(plan) == journalPath
            ? $"policyengine apply {ShellWord.Of(context.Directory.Show(plan))}"
            : $"policyengine apply {ShellWord.Of(context.Directory.Show(plan))} "
                + $"--journal {ShellWord.Of(context.Directory.Show(journalPath))}";

    /// <summary>The journal that a plan has by default: the one that it lies beside, or one of its own.</summary>
    /// <param name="plan">The plan, absolute.</param>
    internal static string JournalOf(string plan) =>
        plan.EndsWith(ApplyJournal.Suffix + ApplyJournal.PlanSuffix, StringComparison.Ordinal)
            ? plan[..^ApplyJournal.PlanSuffix.Length]
            : Path.ChangeExtension(plan, null) + ApplyJournal.Suffix;

    /// <summary>What keeps one repository from being opened is a failure of
    /// that one: the others continue, and the report is written.</summary>
    private static T OfRepository<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (CliException e)
        {
            throw new RegistryException(e.Message, innerException: e);
        }
    }

    private static async Task<T> OfRepositoryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (CliException e)
        {
            throw new RegistryException(e.Message, innerException: e);
        }
    }

    private static int CodeOf(JournalException e) =>
        e.Fault switch
        {
            JournalFault.Missing => ExitCode.Usage,
            JournalFault.Unusable or JournalFault.Unfinished => ExitCode.Failed,
            JournalFault.NotRecordable or JournalFault.InUse => ExitCode.LeftUndone,
        };

    /// <summary>The exit code of a report (semantics.md#applying): the highest that applies.</summary>
    public static int CodeOf(ApplyReport report) =>
        report.Cancelled ? ExitCode.Cancelled
        : report.LeftUndone ? ExitCode.LeftUndone
        : report.Incomplete ? ExitCode.Incomplete
        : report.CheckFailed ? ExitCode.Failed
        : ExitCode.Done;

    /// <summary>What a plan would do, as the end of "this would …".</summary>
    public static string Describe(Plan plan)
    {
        var summary = plan.Summary;
        var repositories = plan.Repositories.Count(r => r.Delete.Count > 0 || r.Untag.Count > 0);
        var tags = summary.Untag == 0 ? "" : $" and remove {Count(summary.Untag, "tag", "tags")}";
        return $"delete {Count(summary.Delete, "manifest", "manifests")}{tags} in {Count(repositories, "repository", "repositories")}";

        static string Count(int count, string one, string many) =>
            string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
    }

    /// <summary>Reads again what is in use and the facts that policies go by: what must stay since the plan was made stays.</summary>
    /// <exception cref="CliException">It cannot be read, or the policies that name the files are not here.</exception>
    private async Task<bool> HasNewKnowledgeAsync(PlanFile file, CancellationToken cancellationToken)
    {
        if (!file.Plan.HasChanges || IsInUseAsPlanned)
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
        var isSameUse = new InUse.InUseReader(context.Directory, context.Messages).Read(file.Policies).Sha256() == file.Plan.InUseSha256;
        if (isSameUse && _facts.Sha256() == file.Plan.FactsSha256)
        {
            return false;
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

    private async Task<RepositoryPlan?> RefreshAsync(
        PlanFile file,
        RepositoryPlan stale,
        ApplyJournal journal,
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
            InUse = new InUse.InUseReader(context.Directory, context.Messages).Read(policies),
            Facts = facts,
            Announcements = Announcements,
            Begun = new UnfinishedRun(journal).BegunIn(stale.Info) with { GoAlone = false },
            Approved = ApprovedDeletions.None with { Everywhere = stale.Approved },
        };
        var opening = Opening(journal, _clock);

        // Behind --target a policy is for what is said there, whatever its own targets are.
        var basis = new PlanBasis(policies, now, options);
        return await PlanAnewAsync(
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

    private async Task<RepositoryPlan?> PlanAnewAsync(
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
                new PlanningGuide(basis.Compilation, basis.Now, basis.Options),
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
    private async Task<string?> CompareAsync(PlanFile file, RepositoryPlan plan, ApplyJournal journal, CancellationToken cancellationToken)
    {
        if (file.Policies is { AreInputsOpen: false })
        {
            return SnapshotCheck.Compare(
                plan,
                await RefreshAsync(file, plan, journal, file.Plan.Now, cancellationToken).ConfigureAwait(false)
            );
        }

        var (graphs, _) = await GraphReading
            .ReadRegistriesAsync(
                context,
                sources,
                [Opening(journal, _clock).FindTarget(plan.Info, null)],
                new WholeRepositoryGuide(needsConfigs: true),
                cancellationToken,
                again: plan.Info.FullName
            )
            .ConfigureAwait(false);
        return SnapshotCheck.Compare(plan, graphs.FirstOrDefault(g => g.Info.FullName == plan.Info.FullName));
    }

    /// <summary>A folder of the user's own: the locks keep two runs of theirs apart, and nobody else can take them.</summary>
    private static string LockDirectory(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Path.IsPathFullyQualified(runtime) && Directory.Exists(runtime)
            ? Path.Combine(runtime, "policyengine")
            : Path.Combine(Path.GetTempPath(), $"policyengine-{Environment.UserName}");
}
