using System.Collections.Immutable;

namespace PolicyEngine.Registry.Auth;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).</summary>
/// <param name="Scheme">The scheme in lower case: <c>bearer</c>, <c>basic</c>.</param>
/// <param name="Parameters">The parameters; names ignore case, the first of a name counts.</param>
internal sealed record Challenge(string Scheme, ImmutableDictionary<string, string> Parameters)
{
    /// <summary>The value of a parameter; null where it is absent or empty.</summary>
    internal string? this[string name] => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The scopes that it names, one by one.</summary>
    internal IEnumerable<string> Scopes =>
        this["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
