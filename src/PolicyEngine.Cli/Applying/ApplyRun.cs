using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Planning;
using PolicyEngine.Registry;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Applying.Journaling;

namespace PolicyEngine.Cli.Applying;

/// <summary>Carries out a plan for <c>apply</c> and <c>run</c>.</summary>
/// <param name="context">The command.</param>
/// <param name="sources">How registries are reached.</param>
/// <param name="applying">How it is carried out.</param>
internal sealed class ApplyRun(CommandContext context, SourceOptions sources, ApplyingOptions applying)
{
    /// <summary>Whether what was in use when the plan was made is taken for what is in use now.</summary>
    public bool IsInUseAsPlanned { get; init; }

    /// <summary>Applies a plan.</summary>
    /// <param name="file">The plan.</param>
    /// <param name="journalPath">The journal, absolute.</param>
    /// <param name="started">When the command began, from which its time budget counts.</param>
    /// <param name="refreshAt">The now of which a repository that changed is planned anew; null to leave it alone.</param>
    /// <param name="cancellationToken">Ends it after the requests in flight.</param>
    /// <exception cref="CliException">The journal cannot be used.</exception>
    public async Task<ApplyReport> ApplyAsync(PlanFile file, string journalPath, DateTimeOffset started, DateTimeOffset? refreshAt, CancellationToken cancellationToken)
    {
        var writing = new ApplyHeartbeat(context.Messages, context.Environment);
        var registryOptions = sources.CreateForWriting(context);
        try
        {
            MakeRoom(file, journalPath);
            var plansAnew = HasNewUse(file);
            refreshAt ??= plansAnew ? started : null;
            using var journal = ApplyJournal.Open(journalPath, file.Plan, file.Sha256, context.Environment.Clock);
            var opening = new WriterOpening(context, sources.Overrides(context.Parsed), registryOptions, journal.BlobFolder);
            var options = new ApplyOptions
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
                Progress = writing.Take,
                PlansAnew = plansAnew,
                Refresh = refreshAt is { } now ? (stale, token) => OfRepositoryAsync(() => RefreshAsync(file, stale, opening, now, token)) : null,
            };
            var report = await new PlanApplier(journal, options).ApplyAsync(file.Plan, plan => OfRepository(() => opening.Open(plan.Info, file.Policies)), cancellationToken).ConfigureAwait(false);
            if (report.Count(ApplyOutcome.Done) > 0)
            {
                context.Messages.Info($"The journal is '{context.Directory.Show(journalPath)}'; 'policyengine restore {ShellWord.Of(context.Directory.Show(journalPath))}' undoes what was done.");
            }

            return report;
        }
        catch (JournalException e)
        {
            throw Failure(e, journalPath);
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
            var opening = new WriterOpening(context, sources.Overrides(context.Parsed), sources.CreateForWriting(context), journal.BlobFolder);
            var options = new ApplyOptions { Clock = context.Environment.Clock, WaitUntil = sources.WaitUntil(context), Log = context.Messages.Detail, Notice = context.Messages.Info };
            return await new RestoreRunner(journal, options).RestoreAsync((info, recorded) => OfRepository(() => opening.Open(info, recorded)), cancellationToken).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            throw new CliException(CodeOf(e), e.Message, e);
        }
    }

    /// <summary>Makes sure that a journal that is there is of this plan, before anything is written beside it; a finished one of another is set aside.</summary>
    /// <exception cref="CliException">It is of another plan that was not finished, or cannot be used.</exception>
    public void CheckJournal(PlanFile file, string journalPath)
    {
        try
        {
            MakeRoom(file, journalPath);
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

    private void MakeRoom(PlanFile file, string journalPath)
    {
        if (FinishedJournal.SetAside(journalPath, file.Sha256) is { } kept)
        {
            context.Messages.Info($"The journal '{context.Directory.Show(journalPath)}' is of an earlier plan, which was brought to its end. It is kept as '{context.Directory.Show(kept)}'.");
        }
    }

    private CliException Failure(JournalException e, string journalPath)
    {
        var plan = journalPath + ApplyJournal.PlanSuffix;
        var way = e.Fault == JournalFault.Unfinished && File.Exists(plan) ? $" {ContinueWith(plan, journalPath)} goes on with it." : "";
        return new CliException(CodeOf(e), $"{e.Message}{way} Nothing was deleted.", e);
    }

    /// <summary>The command that brings a plan to its end, in quotes.</summary>
    internal string ContinueWith(string plan, string journalPath) => JournalOf(plan) == journalPath
        ? $"'policyengine apply {ShellWord.Of(context.Directory.Show(plan))}'"
        : $"'policyengine apply {ShellWord.Of(context.Directory.Show(plan))} --journal {ShellWord.Of(context.Directory.Show(journalPath))}'";

    /// <summary>The journal that a plan has by default: the one that it lies beside, or one of its own.</summary>
    /// <param name="plan">The plan, absolute.</param>
    internal static string JournalOf(string plan) => plan.EndsWith(ApplyJournal.Suffix + ApplyJournal.PlanSuffix, StringComparison.Ordinal)
        ? plan[..^ApplyJournal.PlanSuffix.Length]
        : Path.ChangeExtension(plan, null) + ApplyJournal.Suffix;

    /// <summary>What keeps one repository from being opened is a failure of that one: the others go on, and the report is written.</summary>
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

    private static async Task<RepositoryPlan?> OfRepositoryAsync(Func<Task<RepositoryPlan?>> plan)
    {
        try
        {
            return await plan().ConfigureAwait(false);
        }
        catch (CliException e)
        {
            throw new RegistryException(e.Message, innerException: e);
        }
    }

    private static int CodeOf(JournalException e) => e.Fault switch
    {
        JournalFault.Missing => ExitCode.Usage,
        JournalFault.Unusable or JournalFault.Unfinished => ExitCode.Failed,
        _ => ExitCode.LeftUndone,
    };

    /// <summary>The exit code of a report (SPEC 3): the highest that applies.</summary>
    public static int CodeOf(ApplyReport report) => report.Cancelled ? ExitCode.Cancelled
        : report.LeftUndone ? ExitCode.LeftUndone
        : report.Incomplete ? ExitCode.Incomplete
        : report.CheckFailed ? ExitCode.Failed
        : ExitCode.Done;

    /// <summary>What a plan would do, as the end of "this would …".</summary>
    public static string Describe(Plan plan)
    {
        var summary = plan.Summary;
        return string.Create(CultureInfo.InvariantCulture, $"delete {summary.Delete} manifests and take off {summary.Untag} tags in {plan.Repositories.Count(r => r.Delete.Count > 0 || r.Untag.Count > 0)} repositories");
    }

    /// <summary>Reads again what is in use: what has come since the plan was made must stay.</summary>
    /// <exception cref="CliException">It cannot be read, or the policies that name the files are not here.</exception>
    private bool HasNewUse(PlanFile file)
    {
        if (!file.Plan.HasChanges || IsInUseAsPlanned)
        {
            return false;
        }

        if (file.Policies is null)
        {
            return file.Plan.InUseSha256 is null ? false : throw CliException.Failed(
                "The plan goes by what is in use, and the policies that name those files are not here: nothing was done. "
                + "Apply where they are, or say --in-use-as-planned to go by what was in use when the plan was made.");
        }

        if (new InUse.InUseReader(context.Directory, context.Messages).Read(file.Policies).Sha256() == file.Plan.InUseSha256)
        {
            return false;
        }

        context.Messages.Info("What is in use has changed since the plan was made: the repositories are planned anew, and only what both plans delete goes.");
        return true;
    }

    private async Task<RepositoryPlan?> RefreshAsync(PlanFile file, RepositoryPlan stale, WriterOpening opening, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var policies = file.Policies ?? throw CliException.Failed("To plan anew, the command needs the policies at the paths that they had when the plan was made.");
        var options = new PlanOptions { InUse = new InUse.InUseReader(context.Directory, context.Messages).Read(policies) };
        var (graphs, isIncomplete) = await GraphReading.ReadRegistriesAsync(
            context, sources, [opening.FindTarget(stale.Info, policies)], new PlanningGuide(policies.Compilation, now, options), cancellationToken).ConfigureAwait(false);
        if (isIncomplete)
        {
            throw CliException.Failed("The repository could not be read again: nothing was done in it.");
        }

        // Behind --target a policy is for what is said there, whatever its own targets are.
        var covers = policies.Compilation.Policies.Any(policy => policy.Targets.Any(other => other.Covers(stale.Info.Registry, stale.Info.Name)));
        var compilation = covers ? policies.Compilation : policies.WithTargets([opening.FindTarget(stale.Info, policies).Target]).Compilation;
        return Planner.Create(compilation, graphs, now, options).Repositories.FirstOrDefault(r => r.Info.FullName == stale.Info.FullName);
    }

    /// <summary>A folder of the user's own: the locks keep two runs of theirs apart, and nobody else can take them.</summary>
    private static string LockDirectory(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Path.IsPathFullyQualified(runtime) && Directory.Exists(runtime)
            ? Path.Combine(runtime, "policyengine")
            : Path.Combine(Path.GetTempPath(), $"policyengine-{Environment.UserName}");
}
