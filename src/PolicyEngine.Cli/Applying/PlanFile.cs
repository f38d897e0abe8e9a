using System.Security.Cryptography;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Language;
using PolicyEngine.Planning;
using PolicyEngine.Reporting;

namespace PolicyEngine.Cli.Applying;

/// <summary>A saved plan with what it is bound to.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Sha256">The SHA-256 of the file, lower-case hex.</param>
/// <param name="Policies">The policies that it was made from, where they are at hand; they are those, by their hashes.</param>
internal sealed record PlanFile(Plan Plan, string Sha256, PolicySet? Policies)
{
    private const int MaxBytes = int.MaxValue - 64;

    /// <summary>Reads a plan.</summary>
    /// <exception cref="CliException">It cannot be read, was changed, or its policies were.</exception>
    public static PlanFile Read(CommandContext context, string written)
    {
        var bytes = InputFile.ReadAtMost(context.Directory.Resolve(written), written, MaxBytes);
        try
        {
            var plan = PlanJson.Read(bytes);
            return new PlanFile(plan, HashOf(bytes), FindPolicies(context, plan));
        }
        catch (PlanFormatException e)
        {
            throw CliException.Failed($"The plan '{written}' cannot be applied: {e.Message}", e);
        }
    }

    /// <summary>The plan of this run, as it would be after saving and reading it.</summary>
    public static PlanFile Of(CommandContext context, byte[] bytes)
    {
        var plan = PlanJson.Read(bytes);
        return new PlanFile(plan, HashOf(bytes), FindPolicies(context, plan));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>
    /// Policies that are not here (another machine) are needed only for their targets and for what is in use. One of them that changed, or that is
    /// gone while others are here, means that the plan is not what users want now.
    /// </summary>
    private static PolicySet? FindPolicies(CommandContext context, Plan plan)
    {
        var found = plan.Policies.Select(policy => policy.Path).ToLookup(path => IsHere(context, path));
        if (!found[true].Any())
        {
            return null;
        }

        if (found[false].FirstOrDefault() is { } gone)
        {
            throw CliException.Failed($"The policy '{gone}' was removed after the plan was made: nothing was done. Plan again.");
        }

        var set = PolicySet.Compile(new PolicyFinder(context.Directory, context.Messages).Find([.. found[true]]), new CompilerOptions());
        foreach (var policy in plan.Policies)
        {
            if (set.Compilation.Policies.FirstOrDefault(p => p.Source.Path == policy.Path) is { } now && now.Sha256 != policy.Sha256)
            {
                throw CliException.Failed($"The policy '{policy.Path}' was changed after the plan was made: nothing was done. Plan again.");
            }
        }

        return set.Compilation.HasErrors ? null : set;
    }

    private static bool IsHere(CommandContext context, string path) =>
        path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && File.Exists(context.Directory.Resolve(path));
}
