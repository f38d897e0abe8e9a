using System.CommandLine;
using System.CommandLine.Parsing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Caching;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.Options;

/// <summary>How registries are reached.</summary>
internal sealed class SourceOptions
{
    private const int DefaultConcurrency = 32;
    private readonly Option<string?> _registryUrl = new("--registry-url")
    {
        Description = "Base URL of the registry [default: https://HOST]",
        HelpName = "URL",
    };
    private readonly Option<string?> _apiUrl = new("--api-url")
    {
        Description = "Base URL of GitHub's REST API [default: GITHUB_API_URL, or https://api.github.com]",
        HelpName = "URL",
    };
    private readonly Option<string?> _provider = new("--provider")
    {
        Description = "Registry kind [default: from the host name]",
        HelpName = string.Join('|', RegistryKind.All.Select(k => k.Name)),
    };
    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "Cache folder for manifests and configs [default: policyengine in the user's cache folder]",
        HelpName = "DIR",
    };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Neither read nor write a cache" };
    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "Wait for rate limits that end within this time after the start, as in 3h [default: those that end within 5 minutes]",
        HelpName = "DURATION",
    };

    private DateTimeOffset? _started;
    private readonly Option<int> _concurrency = new("--concurrency")
    {
        Description = "Number of parallel requests to a registry, 1 to 100",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultConcurrency,
    };

    /// <summary>Creates the options.</summary>
    public SourceOptions()
    {
        _provider.AcceptOnlyFromAmong([.. RegistryKind.All.Select(k => k.Name)]);
        _concurrency.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value is < 1 or > 100))
            {
                result.AddError($"--concurrency: '{token.Value}' is not a number from 1 to 100.");
            }
        });
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_registryUrl);
        command.Options.Add(_apiUrl);
        command.Options.Add(_provider);
        command.Options.Add(_cache);
        command.Options.Add(_noCache);
        command.Options.Add(_concurrency);
        command.Options.Add(_wait);
    }

    /// <summary>The requests in flight.</summary>
    public int Concurrency(ParseResult parsed) => parsed.GetValue(_concurrency);

    /// <summary>What replaces the targets' own statements.</summary>
    public TargetOverrides Overrides(ParseResult parsed) =>
        new(parsed.GetValue(_registryUrl), parsed.GetValue(_apiUrl), parsed.GetValue(_provider));

    /// <summary>Until when limits are waited for: not beyond the time budget of the run. Null where nothing is said.</summary>
    /// <exception cref="CliException">It is not a duration.</exception>
    public DateTimeOffset? WaitUntil(CommandContext context)
    {
        var started = Started(context);
        if (context.Parsed.GetValue(_wait) is not { } text)
        {
            return null;
        }

        var wait = Duration.TryParse(text, out var duration)
            ? duration.Value
            : throw CliException.Usage($"--wait: '{text}' is not a duration such as 30m or 3h.");
        return started + (ApplyingOptions.WrittenBudget(context.Parsed) is { } budget && budget < wait ? budget : wait);
    }

    private DateTimeOffset Started(CommandContext context) => _started ??= context.Environment.Clock.GetUtcNow();

    /// <summary>Whether what is read is changed in the same command, by <c>run</c>.</summary>
    public static bool AreChanged(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == "run"
        && !parsed.CommandResult.Children.Any(child => child is OptionResult { Option.Name: "--dry-run", Implicit: false });

    /// <summary>The options of registries that are read: a clock that differs from
    /// theirs is refused, unless <c>--now</c> says which time counts.</summary>
    public RegistryOptions Create(CommandContext context, ProgressReport progress) =>
        Create(context) with
        {
            Served = OpenServed(context),
            LeavesForChanges = AreChanged(context.Parsed),
            Progress = progress.Take,
            Estimate = progress.Announce,
            Waits = progress.Wait,
            ClockCheck = ChecksClock(context) ? new ClockCheck() : null,
        };

    /// <summary>The options of sources of facts.</summary>
    public RegistryOptions CreateForFacts(CommandContext context) => Create(context) with { Waits = new WaitNotice(context.Messages).Take };

    /// <summary>The base URL of GitHub's REST API as the command line says it.</summary>
    /// <exception cref="CliException">It is not a URL.</exception>
    public Uri? FactApiUrl(ParseResult parsed) =>
        parsed.GetValue(_apiUrl) is not { } text
            ? null
            : PolicyEngine.Policies.TargetParser.ParseUrl(text, insecure: false, out var problem)
                ?? throw CliException.Usage($"--api-url: {problem}.");

    /// <summary>What compares the clock while registries are written to; null where <c>--now</c> says which time counts.</summary>
    public static ClockCheck? ClockForWriting(CommandContext context) =>
        ChecksClock(context)
            ? new ClockCheck("Images may be younger or older than they appear, so nothing is deleted. Set the clock.")
            : null;

    /// <summary>The options of registries that are written to: waits are told of as they come.</summary>
    /// <param name="context">The command.</param>
    /// <param name="clock">What compares the clock with the registries'; null for nothing.</param>
    public RegistryOptions CreateForWriting(CommandContext context, ClockCheck? clock = null) =>
        Create(context) with
        {
            Waits = new WaitNotice(context.Messages).Take,
            ClockCheck = clock,
        };

    private static bool ChecksClock(CommandContext context) =>
        context.Environment.ChecksClock && context.Parsed.GetResult(PlanningOptions.NowName) is null;

    /// <summary>When repositories were served last.</summary>
    public RememberedTimes OpenServed(CommandContext context) => Create(context).OpenServed();

    private RegistryOptions Create(CommandContext context) =>
        new()
        {
            Clock = context.Environment.Clock,
            Environment = context.Environment.Variable,
            IsNamedByUser = address => NamedHosts.Contain(RegistriesNamed(context.Parsed), address),
            Concurrency = Concurrency(context.Parsed),
            CacheDirectory = CacheDirectory(context),
            WaitUntil = WaitUntil(context),
            Deadline = ApplyingOptions.WrittenBudget(context.Parsed) is { } budget
                ? new RunDeadline(context.Environment.Clock, Started(context) + budget)
                : null,
            Log = context.Messages.Detail,
            Warn = context.Messages.Warning,
        };

    /// <summary>What names a registry on the command line: URLs, targets and repositories.</summary>
    private static IEnumerable<string> RegistriesNamed(ParseResult parsed) =>
        parsed
            .CommandResult.Children.Where(child =>
                child
                    is OptionResult { Option.Name: "--registry-url" or "--api-url" or "--target" }
                        or ArgumentResult { Argument.Name: "REPOSITORY" or "REF" }
            )
            .SelectMany(child => child.Tokens)
            .Select(token => token.Value);

    /// <summary>The cache folder, absolute; null for none.</summary>
    /// <exception cref="CliException">It is named and switched off.</exception>
    public string? CacheDirectory(CommandContext context)
    {
        if (context.Parsed.GetValue(_noCache))
        {
            return context.Parsed.GetValue(_cache) is null ? null : throw CliException.Usage("--cache and --no-cache exclude each other.");
        }

        if (context.Parsed.GetValue(_cache) is { } written)
        {
            return context.Directory.Resolve(written);
        }

        var variable = context.Environment.Variable;
        var home = variable("HOME");
        var folder =
            variable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? variable("LOCALAPPDATA")
            : string.IsNullOrEmpty(home) ? null
            : Path.Combine(home, ".cache");
        return Path.IsPathFullyQualified(folder ?? "") ? Path.Combine(folder!, "policyengine") : null;
    }
}
