using System.Collections.Immutable;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Credentials;

/// <summary>Finds credentials in the order of semantics.md#applying: environment,
/// files of the user's container tools, none. Thread-safe.</summary>
/// <param name="options">Gives the environment and the clock.</param>
/// <param name="variables">The environment variables to ask, in order: <c>POLICYENGINE_TOKEN</c>, and for ghcr <c>GITHUB_TOKEN</c>.</param>
internal sealed class CredentialSource(RegistryOptions options, ImmutableArray<string> variables)
{
    /// <summary>The variable that goes for every registry.</summary>
    internal const string TokenVariable = "POLICYENGINE_TOKEN";

    /// <summary>The variable of workflows, which goes for GitHub's registries.</summary>
    internal const string GitHubVariable = "GITHUB_TOKEN";

    private readonly TokenHosts _hosts = new(options);

    /// <summary>Finds the credentials for a repository.</summary>
    /// <param name="address">Where they are to be sent. A variable goes only to hosts of <see cref="TokenHosts"/>.</param>
    /// <param name="registries">The names that the registry goes by, the likeliest first, whose entries in files count.</param>
    /// <param name="repository">The repository, since files may name credentials for namespaces; null for the registry itself.</param>
    /// <param name="isApi">Whether the address is that of GitHub's REST API.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The credentials; null to be nobody.</returns>
    /// <exception cref="RegistryException">A file or a helper that should give
    /// them fails, or a variable has them for other hosts only.</exception>
    internal async Task<Credential?> FindAsync(
        Uri address,
        ImmutableArray<string> registries,
        string? repository,
        bool isApi,
        CancellationToken cancellationToken
    )
    {
        string? withheld = null;
        foreach (var variable in variables)
        {
            if (options.Environment(variable)?.Trim() is not { Length: > 0 } value)
            {
                continue;
            }

            if (_hosts.IsNamed(address) || (variables.Contains(GitHubVariable) && _hosts.IsGitHub(address)))
            {
                return Credential.OfVariable(variable, value);
            }

            withheld ??= variable;
        }

        var files = registries.IsEmpty ? [] : AuthFile.ReadAll(options.Environment);
        foreach (var registry in registries)
        {
            foreach (var file in files)
            {
                if (await file.FindAsync(registry, repository, options, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return found;
                }
            }
        }

        return withheld is null ? null : throw TokenHosts.Refusal(withheld, address, isApi);
    }
}
