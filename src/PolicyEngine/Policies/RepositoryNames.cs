using PolicyEngine.Oci;
using PolicyEngine.Values;

namespace PolicyEngine.Policies;

/// <summary>
/// How patterns match the names of repositories. GitHub keeps names in lower case and takes any spelling, so there capitals
/// make no difference, in names and patterns alike: a rule that keeps <c>Acme/Web</c> is not to be without effect. Pure.
/// </summary>
internal static class RepositoryNames
{
    /// <summary>Whether a provider's names are the same in capitals.</summary>
    internal static bool IgnoreCase(string provider) => RegistryKind.Of(provider).NamesIgnoreCase;

    /// <summary>Patterns as the registry's own names are spelt.</summary>
    internal static GlobList Of(GlobList patterns, string provider) => IgnoreCase(provider) ? patterns.ToLower() : patterns;

    /// <summary>Whether patterns match a name.</summary>
    internal static bool IsMatch(GlobList patterns, string provider, string name) =>
        Of(patterns, provider).IsMatch(IgnoreCase(provider) ? name.ToLowerInvariant() : name);
}
