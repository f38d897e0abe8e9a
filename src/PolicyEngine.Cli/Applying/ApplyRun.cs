using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
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
    private readonly PlanningAgain _again = new(context, sources);

    /// <summary>Whether what was in use when the plan was made is taken for what is in use now.</summary>
    public bool IsInUseAsPlanned { get; init; }

    /// <summary>What was done to finish what earlier runs began: to be told of however the run goes on.</summary>
    public ApplyReport Finished { get; private set; } = new() { Repositories = [] };

    /// <summary>What is announced: a repository that is planned again is planned with the same; null where nothing is.</summary>
    public NoticePlace? Notice
    {
        set => _again.Notice = value;
    }

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
            var plansAnew = !IsInUseAsPlanned && await _again.HasNewKnowledgeAsync(file, cancellationToken).ConfigureAwait(false);
            refreshAt ??= plansAnew ? started : null;
            using var journal = ApplyJournal.Open(journalPath, file.Plan, file.Sha256, context.Environment.Clock);
            Beginning(file.Plan);
            var opening = Opening(journal, _clock);
            var options = CreateOptions(started) with
            {
                PlansAnew = plansAnew,
                Refresh = refreshAt is { } now
                    ? (stale, token) => OfRepositoryAsync(() => _again.PlanAsync(file, stale, journal, opening, now, token))
                    : null,
                Verify = file.Plan.FromSnapshot
                    ? (plan, token) => OfRepositoryAsync(() => _again.CompareAsync(file, plan, journal, opening, token))
                    : null,
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
                                _again.PlanLeftAsync(
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

    /// <summary>A folder of the user's own: the locks keep two runs of theirs apart, and nobody else can take them.</summary>
    private static string LockDirectory(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Path.IsPathFullyQualified(runtime) && Directory.Exists(runtime)
            ? Path.Combine(runtime, "policyengine")
            : Path.Combine(Path.GetTempPath(), $"policyengine-{Environment.UserName}");
}
