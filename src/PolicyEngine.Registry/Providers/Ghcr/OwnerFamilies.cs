using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Finds which of GitHub's three families of paths leads to an owner's packages: <c>/orgs/X</c>, <c>/users/X</c> (public packages only), or
/// <c>/user</c> (the token's own user, private packages too). Each owner is asked for once. Thread-safe.
/// </summary>
internal sealed class OwnerFamilies(GitHubApi api) : IDisposable
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _self;

    /// <summary>The start of the paths, without a trailing slash.</summary>
    /// <exception cref="RegistryException">There is no such owner, or the token is not accepted.</exception>
    internal async Task<string> FindAsync(string owner, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(owner, out var known))
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_known.TryGetValue(owner, out var family))
            {
                _known[owner] = family = await AskAsync(owner, cancellationToken).ConfigureAwait(false);
            }

            return family;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<string> AskAsync(string owner, CancellationToken cancellationToken)
    {
        var escaped = Uri.EscapeDataString(owner);
        var response = await api.GetAsync($"/users/{escaped}", null, cancellationToken).ConfigureAwait(false);
        if (response.Status != HttpStatusCode.OK)
        {
            throw GitHubFailure.Of(response, api.Token, owner, null);
        }

        if (TextOf(response, "type") == "Organization")
        {
            return $"/orgs/{escaped}";
        }

        return string.Equals(await SelfAsync(cancellationToken).ConfigureAwait(false), owner, StringComparison.OrdinalIgnoreCase) ? "/user" : $"/users/{escaped}";
    }

    /// <summary>The login of the token's user; empty where it has none (workflows, apps) or nobody is logged in.</summary>
    private async Task<string> SelfAsync(CancellationToken cancellationToken)
    {
        if (_self is null && api.Token is { IsApp: false })
        {
            var response = await api.GetAsync("/user", null, cancellationToken).ConfigureAwait(false);
            _self = response.Status == HttpStatusCode.OK ? TextOf(response, "login") : "";
        }

        return _self ?? "";
    }

    private static string TextOf(RegistryResponse response, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body, ManifestLimits.Json);
            return document.RootElement.Member(member).Text(member) ?? throw Nonsense(response);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ManifestFormatException)
        {
            throw Nonsense(response);
        }
    }

    private static RegistryException Nonsense(RegistryResponse response) => new($"{Redaction.Show(response.Uri)} does not answer as GitHub's API does.");
}
