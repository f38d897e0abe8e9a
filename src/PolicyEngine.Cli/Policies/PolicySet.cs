using System.Collections.Immutable;
using PolicyEngine.Compiling;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Policies;

/// <summary>The policies of one run, compiled. Immutable.</summary>
internal sealed class PolicySet
{
    private readonly IReadOnlyDictionary<string, PolicyFile> _files;

    private PolicySet(IReadOnlyList<PolicyFile> files, PolicyCompilation compilation)
    {
        _files = files.ToDictionary(f => f.Source.Path, StringComparer.Ordinal);
        Compilation = compilation;
    }

    /// <summary>The policies and what was found in them, with the severities in force.</summary>
    public PolicyCompilation Compilation { get; }

    /// <summary>Compiles files.</summary>
    public static PolicySet Compile(IReadOnlyList<PolicyFile> files, CompilerOptions options) =>
        new(files, PolicyCompiler.Compile(files.Select(f => f.Source), options));

    /// <summary>Whether the values of inputs are not known, so that nothing can be planned.</summary>
    public bool AreInputsOpen => Compilation.Policies.Any(policy => policy.Inputs.AreOpen);

    /// <summary>The folder that the paths in a policy start from.</summary>
    public string FolderOf(Policy policy) => _files[policy.Source.Path].Folder;

    /// <summary>The folders that policies were found in, under the paths that are shown; ordinal order.</summary>
    public ImmutableArray<string> Folders =>
        [.. _files.Values.Select(f => f.FoundIn).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The same policies, with a change of each target, which is given with the folder that its path starts from.</summary>
    public PolicySet WithTargets(Func<PolicyTarget, string, PolicyTarget> change) =>
        With(policy =>
            policy.WithTargets(
                [.. policy.Targets.Select(target => change(target, FolderOf(policy)))],
                policy.WrittenFor is { } own ? [.. own.Select(target => change(target, FolderOf(policy)))] : null
            )
        );

    /// <summary>The same policies for other targets.</summary>
    public PolicySet WithTargets(ImmutableArray<PolicyTarget> targets) => With(policy => policy.WithTargets(targets));

    /// <summary>The same policies, each changed.</summary>
    public PolicySet With(Func<Policy, Policy> change) =>
        new([.. _files.Values], Compilation with { Policies = [.. Compilation.Policies.Select(change)] });
}
