using System.Net;
using System.Text.Json;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Credentials;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Auth;

/// <summary>A token and how long it is good for.</summary>
internal sealed class AccessToken(string value, DateTimeOffset renewAt)
{
    /// <summary>The value of Authorization. A class and not a record, so that printing one prints no secret.</summary>
    internal string Authorization => "Bearer " + value;

    /// <summary>When to renew it: a while before it ends.</summary>
    internal DateTimeOffset RenewAt => renewAt;
}

/// <summary>Asks token services (Docker Registry v2 authentication: token and oauth2). Thread-safe.</summary>
internal sealed class TokenClient(RegistryEndpoint endpoint, HttpTransport transport, TimeProvider clock)
{
    private const int TokenLimit = 64 * 1024;
    private const string ClientId = "policyengine";

    /// <summary>Asks for a token.</summary>
    /// <param name="credential">Whom to ask as; null for nobody. The caller has checked that it may go to the realm.</param>
    /// <exception cref="RegistryException">The service refuses, or answers nonsense.</exception>
    internal async Task<AccessToken> FetchAsync(TokenKey key, Credential? credential, CancellationToken cancellationToken)
    {
        var request = Get(key, credential);
        if (credential?.IdentityToken is { } identity)
        {
            transport.Secrets.Remember(identity);
            request = Refresh(key, identity);
        }

        var asked = clock.GetUtcNow();
        var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
        {
            throw Refused(key, credential, response);
        }

        return Read(key, response, asked);
    }

    private static RegistryRequest Get(TokenKey key, Credential? credential)
    {
        var query = new List<string>();
        // A realm may name its service itself.
        if (
            key.Service is not null
            && !key.Realm.Query.TrimStart('?').Split('&').Any(part => part.StartsWith("service=", StringComparison.Ordinal))
        )
        {
            query.Add("service=" + Uri.EscapeDataString(key.Service));
        }

        query.AddRange(
            key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => "scope=" + Uri.EscapeDataString(scope))
        );
        if (credential?.User is { } user)
        {
            query.Add("account=" + Uri.EscapeDataString(user));
        }

        var builder = new UriBuilder(key.Realm) { Fragment = "" };
        builder.Query = string.Join('&', new[] { builder.Query.TrimStart('?') }.Where(part => part.Length > 0).Concat(query));
        return new RegistryRequest
        {
            Method = HttpMethod.Get,
            Uri = builder.Uri,
            BodyLimit = TokenLimit,
            Authorization = credential?.Basic,
        };
    }

    private static RegistryRequest Refresh(TokenKey key, string identityToken) =>
        new()
        {
            Method = HttpMethod.Post,
            Uri = key.Realm,
            BodyLimit = TokenLimit,
            Content = () =>
                new FormUrlEncodedContent(
                    new Dictionary<string, string>
                    {
                        ["grant_type"] = "refresh_token",
                        ["service"] = key.Service ?? "",
                        ["scope"] = key.Scopes,
                        ["client_id"] = ClientId,
                        ["refresh_token"] = identityToken,
                    }
                ),
        };

    private AccessToken Read(TokenKey key, RegistryResponse response, DateTimeOffset asked)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            var root = document.RootElement;
            var value = Text(root, "token") ?? Text(root, "access_token");
            if (value is null || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                throw Nonsense(key);
            }

            // The specification's default is 60 s; a service that says less, or nonsense, is asked more often but never for each request.
            var seconds =
                root.TryGetProperty("expires_in", out var expires)
                && expires.ValueKind == JsonValueKind.Number
                && expires.TryGetDouble(out var given)
                    ? Math.Clamp(given, 5, 24 * 3600)
                    : 60;
            return new AccessToken(value, asked + TimeSpan.FromSeconds(seconds - Math.Min(seconds / 5, 30)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Nonsense(key);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private RegistryException Nonsense(TokenKey key) =>
        new($"The token service {Redaction.Show(key.Realm)} of '{Redaction.Show(endpoint.Name)}' returned no usable token.");

    private RegistryException Refused(TokenKey key, Credential? credential, RegistryResponse response)
    {
        var error = ErrorBody.Read(response);
        var detail = error.Text.Length > 0 ? $"{(int)response.Status}, {error.Text}" : $"status {(int)response.Status}";
        var service = $"the token service {Redaction.Show(key.Realm)} of '{Redaction.Show(endpoint.Name)}'";
        var message = (response.Status, credential) switch
        {
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, not null) =>
                $"The credentials of {credential.Source} were refused by {service} ({detail}).",
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, null) =>
                $"{char.ToUpperInvariant(service[0])}{service[1..]} issues no token without credentials ({detail}). {Credential.HowToGive}",
            _ => $"{char.ToUpperInvariant(service[0])}{service[1..]} failed ({detail}).",
        };
        return new RegistryException(response.IsPastDeadline ? $"{message} {RunDeadline.Text}" : message, response.Status)
        {
            LimitedFor = response.LimitedFor,
        };
    }
}
