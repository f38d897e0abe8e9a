using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Running;
using PolicyEngine.Graph;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Planning;

/// <summary>Leaves out what the command line names and no policy is written for, and says so. Not thread-safe.</summary>
/// <param name="context">The command.</param>
/// <param name="policies">The policies, for the targets of the command line.</param>
internal sealed class PolicyReach(CommandContext context, IReadOnlyCollection<Policy> policies)
{
    private const string Way = "Use --all-policies to apply the policies whatever their own targets are.";

    /// <summary>Whether a target of the command line means repositories, and no policy is written for any of them.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The registry and the name of a graph's repository.</summary>
    public static (string Registry, string Name) NameOf(DigestGraph graph) => (graph.Info.Registry, graph.Info.Name);

    /// <summary>The repositories that some policy applies to, or that no target names.</summary>
    /// <typeparam name="T">What stands for a repository.</typeparam>
    /// <param name="repositories">The repositories.</param>
    /// <param name="nameOf">The registry and the name of one.</param>
    /// <exception cref="CliException">None is left.</exception>
    public IReadOnlyList<T> Narrow<T>(IReadOnlyCollection<T> repositories, Func<T, (string Registry, string Name)> nameOf)
    {
        var left = repositories.ToLookup(r => IsLeftOut(nameOf(r)));
        var names = left[true].Select(nameOf).ToArray();
        if (names.Length > 0 && !left[false].Any(r => IsCovered(nameOf(r))))
        {
            throw new CliException(ExitCode.Incomplete, $"No policy is written for {Join(names)}, so nothing was done. {Way}");
        }

        foreach (var target in policies.SelectMany(p => p.Targets).Distinct())
        {
            var missed = names.Where(n => target.Covers(n.Registry, n.Name)).ToArray();
            if (missed.Length == 0)
            {
                continue;
            }

            var isAlone = !left[false].Select(nameOf).Any(n => target.Covers(n.Registry, n.Name) && IsCovered(n));
            var text = $"No policy is written for {Join(missed)}, so nothing is done there. {Way}";
            if (isAlone)
            {
                IsIncomplete = true;
                context.Messages.Error(text);
            }
            else
            {
                context.Messages.Warning(text);
            }
        }

        return [.. left[false]];
    }

    /// <summary>Says which policies apply to none of some repositories, for commands that make no plan, which would say it.</summary>
    public void TellSetAside(IEnumerable<DigestGraph> graphs)
    {
        var names = graphs.Select(NameOf).Where(IsCovered).ToArray();
        foreach (var policy in policies.Where(p => names.Length > 0 && names.All(n => p.IsSetAside(n.Registry, n.Name))))
        {
            context.Messages.Info($"'{policy.Source.Path}' is not applied: it is written for other repositories. {Way}");
        }
    }

    private bool IsLeftOut((string Registry, string Name) name) =>
        !IsCovered(name) && policies.Any(p => p.IsSetAside(name.Registry, name.Name));

    private bool IsCovered((string Registry, string Name) name) => policies.Any(p => p.Covers(name.Registry, name.Name));

    private static string Join((string Registry, string Name)[] names)
    {
        const int Most = 5;
        var more = names.Length > Most ? FormattableString.Invariant($" and {names.Length - Most} more") : "";
        return string.Join(", ", names.Take(Most).Select(n => $"'{n.Registry}/{n.Name}'")) + more;
    }
}
