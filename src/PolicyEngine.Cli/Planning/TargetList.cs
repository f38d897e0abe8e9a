using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Planning;

/// <summary>The targets of a run, each with the folder that its paths start from, and the policies for them. Immutable.</summary>
internal sealed record TargetList(PolicySet Policies, IReadOnlyList<(PolicyTarget Target, string Folder)> Items)
{
    /// <summary>Who names the targets: each policy, or the command line.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyList<PolicyTarget> Targets)> Owners { get; init; }

    /// <summary>Those of the command line, or else those of the policies.</summary>
    /// <param name="context">The command.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="written">The targets of the command line.</param>
    /// <param name="appliesAll">Whether a policy applies to them whatever its own targets are.</param>
    /// <param name="overrides">What the command line says about registries.</param>
    /// <exception cref="CliException">One cannot be read.</exception>
    public static TargetList Of(
        CommandContext context,
        PolicySet policies,
        IReadOnlyList<string> written,
        bool appliesAll,
        TargetOverrides overrides
    )
    {
        var own = policies.Compilation.Policies.SelectMany(p => p.Targets.Select(t => (Target: t, Folder: policies.FolderOf(p)))).ToArray();
        if (written.Count == 0)
        {
            PolicyTarget[] applied = [.. overrides.Apply([.. own.Select(o => o.Target)])];
            var next = 0;
            return new TargetList(policies, [.. applied.Zip(own, (target, o) => (target, o.Folder))])
            {
                Owners =
                [
                    .. policies.Compilation.Policies.Select(p =>
                        ($"'{p.Source.Path}'", (IReadOnlyList<PolicyTarget>)applied[next..(next += p.Targets.Length)])
                    ),
                ],
            };
        }

        PolicyTarget[] targets = [.. overrides.Apply([.. written.Select(text => Inherit(Parse(text), own.Select(o => o.Target)))])];
        var isOne = policies.Compilation.Policies.Length == 1;
        var narrowed = policies.With(p =>
            p.WithTargets(
                [.. targets],
                appliesAll || isOne || p.Targets.IsEmpty
                    ? null
                    : [.. OwnTargets.As(targets, p.Targets, policies.FolderOf(p), context.Directory.FullPath)]
            )
        );
        return new TargetList(narrowed, [.. targets.Select(t => (t, context.Directory.FullPath))])
        {
            Owners = [("the command line", targets)],
        };
    }

    /// <summary>What policies are written for and a run leaves out: images there may be based on those of
    /// the run (semantics.md#bases). Empty where no policy asks for bases.</summary>
    /// <param name="policies">The policies, with whatever targets.</param>
    /// <param name="run">What the run reads; with <paramref name="overrides"/>, what these are about.</param>
    /// <param name="overrides">What the command line says about the registries of the run.</param>
    public static IEnumerable<(PolicyTarget Target, string Folder)> LeftOut(
        PolicySet policies,
        IReadOnlyCollection<PolicyTarget> run,
        TargetOverrides overrides
    ) =>
        policies.Compilation.Policies.Any(p => p.KeepsBases)
            ? from policy in policies.Compilation.Policies
              from own in policy.OwnTargets
              where !run.Contains(own)
              let isThere = own.LayoutPath is null
                  && run.Any(t => string.Equals(t.Registry, own.Registry, StringComparison.OrdinalIgnoreCase))
              select (isThere ? overrides.Apply([own])[0] : own, policies.FolderOf(policy))
            : [];

    /// <summary>The policies with layouts by their names in a snapshot; as they
    /// are where the graphs were read from where the targets are.</summary>
    public PolicySet In(CommandContext context, IReadOnlyList<DigestGraph> graphs) =>
        Policies.WithTargets(
            (target, folder) =>
                SnapshotLayouts.Find(
                    target,
                    Owners is [("the command line", _)] ? context.Directory.FullPath : folder,
                    context.Directory,
                    graphs
                )
        );

    /// <summary>Reads a target of the command line.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static PolicyTarget Parse(string text) =>
        TargetParser.Parse(text, out var problem)
        ?? throw CliException.Usage($"The target '{TerminalText.Escape(text)}' cannot be used: {problem}.");

    /// <summary>What a policy says of the same registry (URL, provider) still
    /// counts: it says where the registry is, not what to plan.</summary>
    private static PolicyTarget Inherit(PolicyTarget target, IEnumerable<PolicyTarget> own)
    {
        var known = target.LayoutPath is null
            ? own.FirstOrDefault(t =>
                t.LayoutPath is null && string.Equals(t.Registry, target.Registry, StringComparison.OrdinalIgnoreCase)
            )
            : null;
        return known is null
            ? target
            : target with
            {
                Url = known.Url,
                ApiUrl = known.ApiUrl,
                Insecure = known.Insecure,
                Provider = known.Provider,
            };
    }
}
