using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Credentials;

/// <summary>
/// A file with credentials: Docker's <c>config.json</c> or the <c>auth.json</c> of Podman, Buildah and Skopeo, which share a form
/// (containers-auth.json.5). Immutable.
/// </summary>
internal sealed class AuthFile
{
    private const int SizeLimit = 1024 * 1024;
    private readonly string _source;
    private readonly FrozenDictionary<string, JsonElement> _auths;
    private readonly FrozenDictionary<string, string> _helpers;
    private readonly string? _store;

    private AuthFile(string source, JsonElement root)
    {
        _source = source;
        _auths = Members(root, "auths")
            .DistinctBy(pair => AuthKeys.Canonical(pair.Name), StringComparer.Ordinal)
            .ToFrozenDictionary(pair => AuthKeys.Canonical(pair.Name), pair => pair.Value, StringComparer.Ordinal);
        _helpers = Members(root, "credHelpers")
            .Where(pair => pair.Value.ValueKind == JsonValueKind.String)
            .DistinctBy(pair => AuthKeys.Canonical(pair.Name), StringComparer.Ordinal)
            .ToFrozenDictionary(pair => AuthKeys.Canonical(pair.Name), pair => pair.Value.GetString()!, StringComparer.Ordinal);
        _store =
            root.TryGetProperty("credsStore", out var store)
            && store.ValueKind == JsonValueKind.String
            && store.GetString() is { Length: > 0 } name
                ? name
                : null;
    }

    /// <summary>
    /// The files that there are, in order: what a variable names on purpose (<c>DOCKER_AUTH_CONFIG</c>,
    /// <c>REGISTRY_AUTH_FILE</c>), Docker's, those of containers-auth.json.
    /// </summary>
    /// <exception cref="RegistryException">One cannot be read, or is not JSON.</exception>
    internal static List<AuthFile> ReadAll(Func<string, string?> environment)
    {
        var files = new List<AuthFile>();
        if (environment("DOCKER_AUTH_CONFIG") is { Length: > 0 } text)
        {
            files.Add(Parse("DOCKER_AUTH_CONFIG", Encoding.UTF8.GetBytes(text)));
        }

        if (environment("REGISTRY_AUTH_FILE") is { Length: > 0 } named)
        {
            files.Add(
                Read(named) ?? throw new RegistryException($"REGISTRY_AUTH_FILE names '{Redaction.Show(named)}', which does not exist.")
            );
        }

        var home = environment("HOME") ?? environment("USERPROFILE");
        string?[] places =
        [
            Under(environment("DOCKER_CONFIG"), "config.json") ?? Under(home, ".docker/config.json"),
            Under(environment("XDG_RUNTIME_DIR"), "containers/auth.json"),
            Under(environment("XDG_CONFIG_HOME"), "containers/auth.json") ?? Under(home, ".config/containers/auth.json"),
        ];
        files.AddRange(places.OfType<string>().Select(Read).OfType<AuthFile>());
        return files;
    }

    /// <summary>The credentials that the file has for a repository: its helper's, else its store's, else its own.</summary>
    internal async Task<Credential?> FindAsync(
        string registry,
        string? repository,
        RegistryOptions options,
        CancellationToken cancellationToken
    )
    {
        var canonical = AuthKeys.Canonical(registry);
        var helper = _helpers.GetValueOrDefault(canonical) ?? _store;
        if (
            helper is not null
            && await CredentialProgram.GetAsync(helper, AuthKeys.ForHelper(registry), options, cancellationToken).ConfigureAwait(false)
                is { } given
        )
        {
            return given;
        }

        foreach (var key in AuthKeys.For(registry, repository))
        {
            if (_auths.TryGetValue(key, out var entry) && Read(entry) is { } credential)
            {
                return credential;
            }
        }

        return null;
    }

    private Credential? Read(JsonElement entry)
    {
        if (Text(entry, "identitytoken") is { } identity)
        {
            return Credential.OfIdentityToken(_source, identity);
        }

        if (Text(entry, "registrytoken") is { } token)
        {
            return Credential.OfRegistryToken(_source, token);
        }

        if (Text(entry, "auth") is { } auth)
        {
            var buffer = new byte[auth.Length];
            var decoded = Convert.TryFromBase64String(auth, buffer, out var length)
                ? Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0')
                : "";
            var colon = decoded.IndexOf(':', StringComparison.Ordinal);
            return colon > 0
                ? Credential.OfPassword(_source, decoded[..colon], decoded[(colon + 1)..])
                : throw new RegistryException($"An 'auth' of {_source} is not the base64 of 'user:password'.");
        }

        return Text(entry, "username") is { } user && Text(entry, "password") is { } password
            ? Credential.OfPassword(_source, user, password)
            : null;
    }

    private static AuthFile? Read(string path)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            if (stream.Length > SizeLimit)
            {
                throw new RegistryException($"'{Redaction.Show(path)}' is too large for a file of credentials.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse($"'{Redaction.Show(path)}'", bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RegistryException($"The credentials in '{Redaction.Show(path)}' cannot be read.", innerException: e);
        }
    }

    private static AuthFile Parse(string source, byte[] bytes)
    {
        try
        {
            var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            using var document = JsonDocument.Parse(text.Span.Trim((byte)' ').IsEmpty ? "{}"u8.ToArray() : text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new AuthFile(source, document.RootElement.Clone())
                : throw new JsonException();
        }
        catch (JsonException)
        {
            // Without the inner exception: it may quote the file.
            throw new RegistryException($"{source} is not a JSON file of credentials.");
        }
    }

    private static string? Under(string? folder, string path) => string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, path);

    private static List<JsonProperty> Members(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? [.. member.EnumerateObject()] : [];

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
