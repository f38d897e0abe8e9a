using System.Collections.Immutable;

namespace PolicyEngine.Registry.Credentials;

/// <summary>Finds credentials in the order of SPEC 3: environment, files of the user's container tools, none. Thread-safe.</summary>
/// <param name="options">Gives the environment and the clock.</param>
/// <param name="variables">The environment variables to ask, in order: <c>POLICYENGINE_TOKEN</c>, and for ghcr <c>GITHUB_TOKEN</c>.</param>
internal sealed class CredentialSource(RegistryOptions options, ImmutableArray<string> variables)
{
    /// <summary>The variable that goes for every registry.</summary>
    internal const string TokenVariable = "POLICYENGINE_TOKEN";

    /// <summary>Finds the credentials for a repository.</summary>
    /// <param name="registries">The names that the registry goes by, the likeliest first.</param>
    /// <param name="repository">The repository, since files may name credentials for namespaces; null for the registry itself.</param>
    /// <returns>The credentials; null to be nobody.</returns>
    /// <exception cref="RegistryException">A file or a helper that should give them fails.</exception>
    internal async Task<Credential?> FindAsync(ImmutableArray<string> registries, string? repository, CancellationToken cancellationToken)
    {
        if (FromEnvironment() is { } credential)
        {
            return credential;
        }

        var files = AuthFile.ReadAll(options.Environment);
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

        return null;
    }

    /// <summary>The credentials of the first variable that is set.</summary>
    internal Credential? FromEnvironment()
    {
        foreach (var variable in variables)
        {
            if (options.Environment(variable)?.Trim() is { Length: > 0 } value)
            {
                return Credential.OfVariable(variable, value);
            }
        }

        return null;
    }
}
