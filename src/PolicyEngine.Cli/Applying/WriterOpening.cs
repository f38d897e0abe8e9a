using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers;

namespace PolicyEngine.Cli.Applying;

/// <summary>Finds where the repositories of a plan or of a journal are, and opens them for writing.</summary>
/// <param name="context">The command.</param>
/// <param name="overrides">What the command line says about registries.</param>
/// <param name="options">The options of registries.</param>
/// <param name="blobFolder">Where layouts keep removed blobs.</param>
internal sealed class WriterOpening(CommandContext context, TargetOverrides overrides, RegistryOptions options, string blobFolder)
{
    /// <summary>Opens a repository of a plan.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="policies">The policies, which may say where the registry is; null where they are not at hand.</param>
    /// <exception cref="CliException">It cannot be opened.</exception>
    public OpenedRepository Open(RepositoryInfo repository, PolicySet? policies)
    {
        var target = TargetOf(repository, policies);
        return new OpenedRepository(target, Open(repository, target));
    }

    /// <summary>Opens a repository of a journal, where the journal says that it is, or the command line.</summary>
    /// <exception cref="CliException">It cannot be opened.</exception>
    public IRegistryWriter Open(RepositoryInfo repository, RegistryTarget recorded)
    {
        var target = recorded.LayoutPath is not null
            ? recorded
            : recorded with
            {
                Url = overrides.RegistryUrl is null ? recorded.Url : FindTarget(repository, null).Target.Url,
                ApiUrl = overrides.ApiUrl is null ? recorded.ApiUrl : FindTarget(repository, null).Target.ApiUrl,
            };
        var provider = ProviderCatalog.Find(target.Provider) ?? throw CliException.Failed($"'{target.Provider}' is not a known provider.");
        if (target is { Kind.IsFolder: true, LayoutPath: null })
        {
            throw CliException.Failed($"The folder of the layout '{repository.FullName}' is not known.");
        }

        try
        {
            return provider.OpenWriter(target, options, repository.Name, blobFolder);
        }
        catch (RegistryException e)
        {
            throw CliException.Failed($"{repository.FullName}: {e.Message}", e);
        }
    }

    /// <summary>The one repository as a target, and the folder that the path of a layout starts from.</summary>
    /// <exception cref="CliException">It cannot be said which one is meant.</exception>
    public (PolicyTarget Target, string Folder) FindTarget(RepositoryInfo repository, PolicySet? policies)
    {
        var target = Named(repository);
        var known = (policies?.Compilation.Policies ?? [])
            .SelectMany(policy => policy.Targets, (policy, other) => (Target: other, Folder: policies!.FolderOf(policy)))
            .ToList();
        if (target.LayoutPath is { } path)
        {
            // Behind --target a path starts from the working directory, in a policy from the policy's folder.
            var folders = known
                .Where(other => other.Target.Covers(repository.Registry, repository.Name))
                .Select(other => other.Folder)
                .Append(context.Directory.FullPath)
                .Where(folder => Directory.Exists(Path.GetFullPath(path, folder)))
                .DistinctBy(folder => Path.GetFullPath(path, folder), StringComparer.Ordinal)
                .ToArray();
            return folders switch
            {
                [] => (target, context.Directory.FullPath),
                [var folder] => (target, folder),
                _ => throw CliException.Failed(
                    $"'{repository.FullName}' may be '{Path.GetFullPath(path, folders[0])}' or "
                        + $"'{Path.GetFullPath(path, folders[1])}': nothing was done. Apply in another working directory."
                ),
            };
        }

        var same = known
            .Where(other =>
                other.Target.LayoutPath is null
                && string.Equals(other.Target.Registry, repository.Registry, StringComparison.OrdinalIgnoreCase)
            )
            .Select(other => other.Target)
            .OrderByDescending(other => other.Covers(repository.Registry, repository.Name))
            .FirstOrDefault();
        return (
            overrides.Apply([same is null ? target : target with { Url = same.Url, ApiUrl = same.ApiUrl, Insecure = same.Insecure }])[0],
            context.Directory.FullPath
        );
    }

    /// <summary>Where a repository is.</summary>
    /// <exception cref="CliException">It cannot be said which one is meant.</exception>
    public RegistryTarget TargetOf(RepositoryInfo repository, PolicySet? policies)
    {
        var (target, folder) = FindTarget(repository, policies);
        return new RegistryTarget
        {
            Provider = target.Provider,
            Registry = repository.Registry,
            Url = target.Url,
            ApiUrl = target.ApiUrl,
            Insecure = target.Insecure,
            LayoutPath = target.LayoutPath is null ? null : Path.GetFullPath(target.LayoutPath, folder),
            LayoutName = target.LayoutPath,
        };
    }

    private static PolicyTarget Named(RepositoryInfo repository)
    {
        var text = repository.Kind.IsFolder ? $"{repository.Provider}:{repository.Name}" : repository.FullName;
        return TargetParser.Parse(text, out var problem) is { } target
            ? target with
            {
                Provider = repository.Provider,
            }
            : throw CliException.Failed($"The repository '{repository.FullName}' cannot be used: {problem}.");
    }
}
