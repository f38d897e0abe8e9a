namespace PolicyEngine.Registry.Auth;

/// <summary>What a token is for. Tokens are cached by it.</summary>
/// <param name="Realm">The URL of the token service.</param>
/// <param name="Service">The service, as the challenge names it.</param>
/// <param name="Scopes">The scopes, sorted, separated by blanks; empty for none.</param>
internal sealed record TokenKey(Uri Realm, string? Service, string Scopes)
{
    internal static TokenKey Create(Uri realm, string? service, IEnumerable<string> scopes) =>
        new(realm, service, string.Join(' ', scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
}
