using System.CommandLine;
using System.Globalization;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Running;

namespace PolicyEngine.Cli.Options;

/// <summary>What a plan is made of beside the policies: targets, a snapshot, now.</summary>
internal sealed class PlanningOptions
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];
    private readonly Option<string[]> _target = new("--target")
    {
        Description = "registry/repository or oci-layout:PATH instead of the policies' targets (repeatable)",
        HelpName = "TARGET",
    };
    private readonly Option<bool> _allPolicies = new("--all-policies")
    {
        Description = "Apply all policies to what the command line names, even those whose own targets are other repositories",
    };
    private readonly Option<string?> _snapshot = new("--snapshot")
    {
        Description = "Read repositories from a snapshot file instead of registries (.json or .json.gz)",
        HelpName = "FILE",
    };

    /// <summary>The option that says which time counts.</summary>
    internal const string NowName = "--now";

    private readonly Option<string?> _now = new(NowName)
    {
        Description = "The time at which ages are measured, in ISO 8601 [default: the clock]",
        HelpName = "TIME",
    };

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasTarget">Whether there is <c>--target</c>; commands that name repositories themselves have none.</param>
    /// <param name="hasPolicies">Whether there are policies.</param>
    public void AddTo(Command command, bool hasTarget = true, bool hasPolicies = true)
    {
        if (hasTarget)
        {
            command.Options.Add(_target);
        }

        if (hasPolicies)
        {
            command.Options.Add(_allPolicies);
        }

        command.Options.Add(_snapshot);
        command.Options.Add(_now);
    }

    /// <summary>The targets of the command line; empty where the policies' own count.</summary>
    public IReadOnlyList<string> Targets(ParseResult parsed) => parsed.GetValue(_target) ?? [];

    /// <summary>Whether all policies apply to the targets of the command line.</summary>
    public bool AppliesAllPolicies(ParseResult parsed) => parsed.GetValue(_allPolicies);

    /// <summary>The snapshot file, if registries are not to be read.</summary>
    public string? Snapshot(ParseResult parsed) => parsed.GetValue(_snapshot);

    /// <summary>The one now of the run.</summary>
    /// <exception cref="CliException">It is not a time.</exception>
    public DateTimeOffset Now(CommandContext context)
    {
        if (context.Parsed.GetValue(_now) is not { } text)
        {
            return context.Environment.Clock.GetUtcNow();
        }

        return DateTimeOffset.TryParseExact(
            text,
            TimeFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var now
        )
            ? now
            : throw CliException.Usage($"--now: '{text}' is not an ISO 8601 time such as 2026-06-01T00:00:00Z.");
    }
}
