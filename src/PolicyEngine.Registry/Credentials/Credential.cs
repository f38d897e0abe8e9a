using System.Text;

namespace PolicyEngine.Registry.Credentials;

/// <summary>Whom to speak to a registry as. Immutable. Prints where it comes from and never what it is.</summary>
internal sealed class Credential
{
    /// <summary>What to do where credentials are missing.</summary>
    internal const string HowToGive = "Set POLICYENGINE_TOKEN to 'user:password' or to a token, or log in with 'docker login'.";

    private readonly string? _password;

    private Credential(string source, string? user, string? password, string? identityToken, string? registryToken)
    {
        Source = source;
        User = user;
        _password = password;
        IdentityToken = identityToken;
        RegistryToken = registryToken;
    }

    /// <summary>Where it was found, in words for users.</summary>
    internal string Source { get; }

    /// <summary>The user; null where there is only a token.</summary>
    internal string? User { get; }

    /// <summary>A refresh token for the token service.</summary>
    internal string? IdentityToken { get; }

    /// <summary>A token that goes to the registry as it is.</summary>
    internal string? RegistryToken { get; }

    /// <summary>The value of Authorization for Basic; null if there is no password.</summary>
    internal string? Basic =>
        User is null || _password is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{_password}"));

    /// <summary>A user and a password.</summary>
    internal static Credential OfPassword(string source, string user, string password) => new(source, user, password, null, null);

    /// <summary>A refresh token, as <c>docker login</c> stores it for some registries.</summary>
    internal static Credential OfIdentityToken(string source, string token) => new(source, null, null, token, null);

    /// <summary>A registry token.</summary>
    internal static Credential OfRegistryToken(string source, string token) => new(source, null, null, null, token);

    /// <summary>
    /// What an environment variable holds: <c>user:password</c>, or a bare token, which goes as the
    /// password of the user <c>token</c> (token services that take such tokens look at no user).
    /// </summary>
    internal static Credential OfVariable(string variable, string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? OfPassword(variable, value[..colon], value[(colon + 1)..]) : OfPassword(variable, "token", value);
    }

    /// <summary>The bare token of a variable, for APIs that take one: what stands behind the first colon, if there is one.</summary>
    internal string? Token => _password ?? IdentityToken ?? RegistryToken;

    /// <inheritdoc/>
    public override string ToString() => $"credentials of {Source}";
}
