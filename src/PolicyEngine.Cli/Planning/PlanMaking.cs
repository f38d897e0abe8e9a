using System.Collections.Immutable;
using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.InUse;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Planning;

/// <summary>From the command line to a plan: for every command that plans.</summary>
internal sealed class PlanMaking
{
    private const int ForecastDays = 28;

    /// <summary>Manifests beyond this many are not planned for each later day: it takes as long as that many plans.</summary>
    private const int MostForecast = 100_000;

    private readonly PolicyOptions _policies = new();
    private readonly PlanningOptions _planning = new();
    private readonly SourceOptions _sources = new();

    /// <summary>The options that say what is read and when.</summary>
    public PlanningOptions Planning => _planning;

    /// <summary>What is approved beyond the limits; for commands that carry out plans or save them.</summary>
    public ApprovalOption Approval { get; } = new();

    /// <summary>What is announced before it is deleted; null for commands that say what policies delete in the end.</summary>
    public NoticeOptions? Notice { get; init; }

    /// <summary>The journal as written, beside which announcements are kept where there is no cache.</summary>
    public Func<ParseResult, string?> Journal { get; init; } = static _ => null;

    /// <summary>Whether later days are planned too, for reports that show them.</summary>
    public bool WithForecast { get; set; }

    /// <summary>Takes the diagnostics of policies that have errors, after they were told.</summary>
    public Action<IReadOnlyList<Diagnostic>> PolicyErrors { get; set; } = static _ => { };

    /// <summary>The options that say which policies count.</summary>
    public PolicyOptions Policies => _policies;

    /// <summary>The options that say how registries are reached.</summary>
    public SourceOptions Sources => _sources;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasTarget">Whether there is <c>--target</c>; commands that name repositories themselves have none.</param>
    public void AddTo(Command command, bool hasTarget = true)
    {
        _policies.AddTo(command);
        _planning.AddTo(command, hasTarget);
        _sources.AddTo(command);
        Notice?.AddTo(command);
    }

    /// <summary>Makes the plan; null where the policies have errors, which have been told then.</summary>
    /// <param name="context">The command.</param>
    /// <param name="format">The format of standard output, in which errors of policies are told where machines read them.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="before">What is done before registries are read; null for nothing.</param>
    /// <param name="announces">Whether what is announced is written down, as before something is deleted.</param>
    public async Task<MadePlan?> MakeAsync(
        CommandContext context,
        string format,
        CancellationToken cancellationToken,
        Func<PlanBasis, Task>? before = null,
        bool announces = false
    )
    {
        var isChanged = SourceOptions.AreChanged(context.Parsed);
        var inputs = await GatherAsync(
                context,
                format,
                _planning.Targets(context.Parsed),
                (compilation, now, options) => new PlanningGuide(compilation, now, options, isChanged),
                cancellationToken,
                before
            )
            .ConfigureAwait(false);
        if (inputs is null)
        {
            return null;
        }

        var plan = Planner.Create(inputs.Compilation, inputs.Graphs, inputs.Now, inputs.Options);
        if (announces && inputs.Notice is { } notice)
        {
            plan = await notice
                .WriteAsync(
                    plan,
                    announcements =>
                        Planner.Create(
                            inputs.Compilation,
                            inputs.Graphs,
                            inputs.Now,
                            inputs.Options with
                            {
                                Announcements = announcements,
                            }
                        ),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        plan = plan with
        {
            Forecast =
                WithForecast && inputs.Graphs.Sum(graph => (long)graph.PresentCount) <= MostForecast
                    ? Forecast.Create(inputs.Compilation, inputs.Graphs, inputs.Now, inputs.Options, ForecastDays)
                    : null,
            Folders = inputs.Folders,
            FromSnapshot = _planning.Snapshot(context.Parsed) is not null,
            AllPolicies = _planning.AppliesAllPolicies(context.Parsed) && _planning.Targets(context.Parsed).Count > 0,
        };
        var problems = context.Messages.Errors;
        var code = Tell(context, plan, inputs.IsIncomplete, isShown: format == "text" && !context.Messages.IsQuiet);
        return new MadePlan(plan, inputs.Policies, problems, inputs.Notice is { HasFailed: true } ? ExitCode.LeftUndone : code)
        {
            Notice = inputs.Notice,
        };
    }

    /// <summary>Gathers all that a plan is made of; null where the policies have errors, which have been told then.</summary>
    /// <param name="context">The command.</param>
    /// <param name="format">The format of standard output, in which errors of policies are told where machines read them.</param>
    /// <param name="written">The targets of the command line.</param>
    /// <param name="createGuide">What has to be read of registries.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="before">What is done before registries are read; null for nothing.</param>
    public async Task<PlanInputs?> GatherAsync(
        CommandContext context,
        string format,
        IReadOnlyList<string> written,
        Func<PolicyCompilation, DateTimeOffset, PlanOptions, IResolutionGuide> createGuide,
        CancellationToken cancellationToken,
        Func<PlanBasis, Task>? before = null
    )
    {
        var now = _planning.Now(context);
        var severities = _policies.Severities(context);
        var policies = PolicySet.Compile(
            _policies.Find(context),
            new CompilerOptions { Severities = severities, Inputs = InputOption.Of(context) }
        );
        if (!PolicyDiagnosticsOutput.Tell(context, policies.Compilation, format))
        {
            PolicyErrors(policies.Compilation.Diagnostics);
            return null;
        }

        var targets = TargetList.Of(
            context,
            policies,
            written,
            _planning.AppliesAllPolicies(context.Parsed),
            _sources.Overrides(context.Parsed)
        );
        policies = targets.Policies;
        var facts = await new FactReading(context, _sources, _planning.Snapshot(context.Parsed))
            .ReadAsync(policies, cancellationToken)
            .ConfigureAwait(false);
        var notice = Notice is null
            ? null
            : NoticePlace.Find(context, Notice, _sources, policies.Compilation.Policies, Journal(context.Parsed));
        var options = new PlanOptions
        {
            Announcements = notice?.Announcements,
            InUse = new InUseReader(context.Directory, context.Messages).Read(policies, facts),
            Facts = facts,
            Severities = severities.OfIds,
            Approved = Approval.Of(context.Parsed),
        };
        var reach = new PolicyReach(context, policies.Compilation.Policies);
        var (isIncomplete, isRunCut) = (false, false);
        IReadOnlyList<DigestGraph> graphs;
        IReadOnlyList<DigestGraph> run = [];
        if (_planning.Snapshot(context.Parsed) is { } snapshot)
        {
            if (notice is RegistryNotices)
            {
                throw CliException.Usage(
                    "--notice registry reads what was announced from registries, but --snapshot plans without them: name a file with "
                        + "--notice FILE."
                );
            }

            graphs = reach.Narrow(GraphReading.ReadSnapshot(context, snapshot, targets.Items), PolicyReach.NameOf);
            policies = targets.In(context, graphs);
        }
        else if (targets.Items.Count == 0)
        {
            throw CliException.Usage(
                "No target: add 'targets' to the policy, pass --target registry/repository, or read a file with --snapshot FILE."
            );
        }
        else
        {
            var guide = PlanningGuide.OfEverything(policies.Compilation, now, options);
            (PolicyTarget Target, string Folder)[] leftOut =
            [
                .. written.Count == 0
                    ? []
                    : TargetList.LeftOut(policies, [.. targets.Items.Select(item => item.Target)], _sources.Overrides(context.Parsed)),
            ];
            var basis = new PlanBasis(policies, now, options)
            {
                ReadRun = () =>
                    GraphReading.ReadRegistriesAsync(context, _sources, [.. targets.Items, .. leftOut], guide, cancellationToken),
            };
            await (before?.Invoke(basis) ?? Task.CompletedTask).ConfigureAwait(false);
            (graphs, isIncomplete) = await GraphReading
                .ReadRegistriesAsync(
                    context,
                    _sources,
                    targets.Items,
                    async requests =>
                    {
                        await (notice?.ReadAsync(requests, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                        options = options with { Announcements = notice?.Announcements };
                        return createGuide(policies.Compilation, now, options);
                    },
                    cancellationToken,
                    targets.Owners,
                    requests => reach.Narrow(requests, static r => (r.Registry.Registry, r.Name))
                )
                .ConfigureAwait(false);
            if (leftOut.Length > 0)
            {
                (run, isRunCut) = await GraphReading
                    .ReadRegistriesAsync(context, _sources, leftOut, guide, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var names = graphs.Select(graph => graph.Info.FullName).ToHashSet(StringComparer.Ordinal);
        run = [.. graphs, .. run.Where(graph => !names.Contains(graph.Info.FullName))];
        options = Planner.Prepare(policies.Compilation, graphs, now, options.For(run) with { IsRunCut = isIncomplete || isRunCut });
        return new PlanInputs(policies.Compilation, graphs, now, options, isIncomplete || reach.IsIncomplete)
        {
            Folders = policies.Folders,
            Policies = policies,
            Notice = notice,
        };
    }

    /// <summary>Says what could not be planned, and which exit code that is.</summary>
    /// <param name="context">The command.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="isIncomplete">Whether repositories may be missing.</param>
    /// <param name="isShown">Whether people read the plan anyway, with its reasons.</param>
    private static int Tell(CommandContext context, Plan plan, bool isIncomplete, bool isShown)
    {
        var code = isIncomplete ? ExitCode.Incomplete : ExitCode.Done;
        foreach (var repository in plan.Repositories)
        {
            var reason = isShown ? "" : $"{repository.Reason} ";
            switch (repository.Status)
            {
                case PlanStatus.Incomplete:
                    context.Messages.Error(
                        $"{repository.Info.FullName}: "
                            + $"{reason}"
                            + $"{(repository.Info.Complete ? "The plan is incomplete" : "The repository could not be read completely")}, "
                            + $"so nothing is deleted in it."
                    );
                    code = Math.Max(code, ExitCode.Incomplete);
                    break;
                case PlanStatus.Refused:
                    context.Messages.Error($"{repository.Info.FullName}: {reason}The plan is refused, so nothing is deleted in it.");
                    code = Math.Max(code, ExitCode.Failed);
                    break;
            }
        }

        if (plan.Repositories.IsEmpty && code == ExitCode.Done)
        {
            context.Messages.Warning("No repository was planned: no policy covers any of them.");
        }

        return code;
    }
}

/// <summary>All that a plan is made of.</summary>
/// <param name="Compilation">The policies, for the targets of the run.</param>
/// <param name="Graphs">The repositories.</param>
/// <param name="Now">The one now.</param>
/// <param name="Options">What planning needs beside them.</param>
/// <param name="IsIncomplete">Whether a registry could not be listed, so that repositories may be missing.</param>
internal sealed record PlanInputs(
    PolicyCompilation Compilation,
    IReadOnlyList<DigestGraph> Graphs,
    DateTimeOffset Now,
    PlanOptions Options,
    bool IsIncomplete
)
{
    /// <summary>The folders that policies were found in.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    /// <summary>The policies, for the targets of the run.</summary>
    public required PolicySet Policies { get; init; }

    /// <summary>The announcements; null where nothing is announced.</summary>
    public NoticePlace? Notice { get; init; }
}

/// <summary>A plan and how it went.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Policies">The policies that it was made by, for the targets of the run.</param>
/// <param name="Problems">What went wrong beside its repositories: a registry that could not be listed.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record MadePlan(Plan Plan, PolicySet Policies, IReadOnlyList<string> Problems, int ExitCode)
{
    /// <summary>The announcements; null where nothing is announced.</summary>
    public NoticePlace? Notice { get; init; }
}
