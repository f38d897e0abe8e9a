using System.Security.Cryptography;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Running;
using PolicyEngine.Compiling;
using PolicyEngine.Inputs;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Policies;

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
    /// <param name="context">The command.</param>
    /// <param name="written">The plan as it was named.</param>
    /// <param name="mayBeElsewhere">Whether it does not matter that the folders of policies are not here.</param>
    public static PlanFile Read(CommandContext context, string written, bool mayBeElsewhere = false)
    {
        var bytes = InputFile.ReadAtMost(context.Directory.Resolve(written), written, MaxBytes);
        try
        {
            var plan = PlanJson.Read(bytes);
            return new PlanFile(plan, HashOf(bytes), FindPolicies(context, plan, mayBeElsewhere));
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
    /// Policies that are not here (another machine) are needed only for their targets and for what is in use. One
    /// of them that changed, or that is gone while others are here, means that the plan is not what users want now.
    /// </summary>
    private static PolicySet? FindPolicies(CommandContext context, Plan plan, bool mayBeElsewhere = false)
    {
        CheckFolders(context, plan, mayBeElsewhere);
        var found = plan.Policies.Select(policy => policy.Path).ToLookup(path => IsHere(context, path));
        if (!found[true].Any())
        {
            return null;
        }

        if (found[false].FirstOrDefault() is { } gone)
        {
            throw CliException.Failed($"The policy '{gone}' was removed after the plan was made: nothing was done. Plan again.");
        }

        var files = new PolicyFinder(context.Directory, context.Messages).Find([.. found[true]]);
        var set = Compile(InputOption.Of(context));
        if (plan.Policies.Any(policy => Find(policy)?.Inputs.Sha256() != policy.Inputs?.Sha256))
        {
            // The plan was made with other values than are at hand, if any: what depends on them stays open.
            set = Compile(InputValues.Unknown);
        }

        foreach (var policy in plan.Policies)
        {
            if (Find(policy) is { } now && now.Sha256 != policy.Sha256)
            {
                throw CliException.Failed($"The policy '{policy.Path}' was changed after the plan was made: nothing was done. Plan again.");
            }
        }

        return set.Compilation.HasErrors ? null : set;

        PolicySet Compile(InputValues inputs) => PolicySet.Compile(files, new CompilerOptions { Inputs = inputs });

        Policy? Find(PlanPolicy planned) => set.Compilation.Policies.FirstOrDefault(policy => policy.Source.Path == planned.Path);
    }

    /// <summary>A policy that came to a folder may protect what the plan deletes, and one that went may have been taken back.</summary>
    private static void CheckFolders(CommandContext context, Plan plan, bool mayBeElsewhere)
    {
        var finder = new PolicyFinder(context.Directory, context.Messages);
        var planned = plan.Policies.Select(policy => context.Directory.Resolve(policy.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in plan.Folders.Where(folder => folder.Length > 0 && !folder.Contains('\0', StringComparison.Ordinal)))
        {
            if (finder.PathsIn(folder).FirstOrDefault(path => !planned.Contains(context.Directory.Resolve(path))) is { } added)
            {
                throw CliException.Failed($"The policy '{added}' was added after the plan was made: nothing was done. Plan again.");
            }

            var full = Path.TrimEndingDirectorySeparator(context.Directory.Resolve(folder));
            if (
                Directory.Exists(full)
                && plan.Policies.FirstOrDefault(policy =>
                    Path.GetDirectoryName(context.Directory.Resolve(policy.Path)) == full && !IsHere(context, policy.Path)
                )
                    is { } gone
            )
            {
                throw CliException.Failed($"The policy '{gone.Path}' was removed after the plan was made: nothing was done. Plan again.");
            }

            if (!Directory.Exists(full) && !mayBeElsewhere)
            {
                throw CliException.Failed(
                    $"The plan was made from the policies in '{folder}', but that folder is missing here: nothing was done. "
                        + $"Plan again if it was removed; if this machine never had it, pass --in-use-as-planned."
                );
            }
        }
    }

    private static bool IsHere(CommandContext context, string path) =>
        path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && File.Exists(context.Directory.Resolve(path));
}
