using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using PolicyEngine.Registry.Contract;
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
    /// <param name="owner">The owner.</param>
    /// <param name="package">One of its packages, which is asked for where
    /// GitHub does not say what the owner is; null to ask for all.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">There is no such owner, or the token is not accepted.</exception>
    internal async Task<string> FindAsync(string owner, PackageName? package, CancellationToken cancellationToken)
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
                _known[owner] = family = await AskAsync(owner, package, cancellationToken).ConfigureAwait(false);
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

    private async Task<string> AskAsync(string owner, PackageName? package, CancellationToken cancellationToken)
    {
        var escaped = Uri.EscapeDataString(owner);
        var response = await api.GetAsync($"/users/{escaped}", null, cancellationToken).ConfigureAwait(false);
        if (response.Status != HttpStatusCode.OK && (response.Status != HttpStatusCode.NotFound || api.Token is null))
        {
            throw GitHubFailure.Of(response, api.Token, owner, null);
        }

        var type = response.Status == HttpStatusCode.OK ? TextOf(response, "type") : "";
        if (type.Equals("Organization", StringComparison.OrdinalIgnoreCase))
        {
            return $"/orgs/{escaped}";
        }

        if (string.Equals(await SelfAsync(owner, cancellationToken).ConfigureAwait(false), owner, StringComparison.OrdinalIgnoreCase))
        {
            return "/user";
        }

        return type.Equals("User", StringComparison.OrdinalIgnoreCase)
            ? $"/users/{escaped}"
            : await TryAsync(owner, package, cancellationToken).ConfigureAwait(false)
                ?? throw GitHubFailure.Of(response with { Status = HttpStatusCode.NotFound }, api.Token, owner, null);
    }

    /// <summary>Finds the family of an owner of which nothing is known: the first one that answers; null where neither does.</summary>
    private async Task<string?> TryAsync(string owner, PackageName? package, CancellationToken cancellationToken)
    {
        foreach (var family in (string[])["/orgs/", "/users/"])
        {
            var start = family + Uri.EscapeDataString(owner);
            var path = package is { } known
                ? $"{start}/packages/container/{known.Escaped}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{start}/packages?package_type=container&per_page={GitHubApi.PageSize}&page=1"
                );
            var response = await api.GetAsync(path, null, cancellationToken).ConfigureAwait(false);
            if (response.Status == HttpStatusCode.OK)
            {
                return start;
            }

            // What is refused is there: only what is not found is looked for elsewhere.
            if (response.Status != HttpStatusCode.NotFound)
            {
                throw GitHubFailure.Of(response, api.Token, owner, package?.Name);
            }
        }

        return null;
    }

    /// <summary>The login of the token's user; empty where it has none (workflows, apps) or nobody is logged in.</summary>
    private async Task<string> SelfAsync(string owner, CancellationToken cancellationToken)
    {
        if (_self is null && api.Token is { IsApp: false })
        {
            var response = await api.GetAsync("/user", null, cancellationToken).ConfigureAwait(false);

            // An app or a workflow has no user. Any other failure says nothing of
            // who the user is, and private packages would seem not to be there.
            _self =
                response.Status == HttpStatusCode.OK ? TextOf(response, "login")
                : response.Status is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized
                || (response.Status == HttpStatusCode.Forbidden && !RetryAfter.IsRateLimit(response))
                    ? ""
                : throw GitHubFailure.Of(response, api.Token, owner, package: null);
        }

        return _self ?? "";
    }

    /// <summary>A text of an answer; empty if there is none.</summary>
    /// <exception cref="RegistryException">The answer is not an object.</exception>
    private static string TextOf(RegistryResponse response, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body, ManifestLimits.Json);
            return document.RootElement.ValueKind != JsonValueKind.Object ? throw Nonsense(response)
                : document.RootElement.Member(member) is { ValueKind: JsonValueKind.String } text ? text.GetString()!
                : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ManifestFormatException)
        {
            throw Nonsense(response);
        }
    }

    private static RegistryException Nonsense(RegistryResponse response) =>
        new($"{Redaction.Show(response.Uri)} does not answer as GitHub's API does.");
}
