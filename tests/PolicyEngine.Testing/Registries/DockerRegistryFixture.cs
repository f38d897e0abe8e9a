using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace PolicyEngine.Testing.Registries;

/// <summary>
/// A real registry (CNCF Distribution, Debian's <c>docker-registry</c>) on a free loopback port, with deletion enabled and without
/// authentication, for as long as a class or collection of tests runs. Tests call <see cref="Require"/> first.
/// </summary>
public class DockerRegistryFixture : IAsyncLifetime
{
    private const string Program = "docker-registry";
    private static readonly HttpClient Http = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("policyengine-registry-").FullName;
    private TestProcess? _process;

    /// <summary>Host and port.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The base URL.</summary>
    public Uri Url => new($"http://{Host}");

    /// <summary>The user and the password that it wants; null where it wants none.</summary>
    public virtual (string User, string Password)? Login => null;

    /// <summary>Whether manifests can be deleted.</summary>
    public virtual bool AllowsDeletion => true;

    /// <summary>Skips the test, or fails it, where the registry or another program that it needs is missing.</summary>
    public void Require(params IEnumerable<string> moreTools) => RealTool.Require(moreTools.Prepend(Program));

    public async Task InitializeAsync()
    {
        // Between finding a free port and taking it another process may take it: try again then.
        for (var attempt = 0; RealTool.Find(Program) is { } program && !await TryStartAsync(program); attempt++)
        {
            Assert.True(attempt < 5, "docker-registry did not start.");
        }
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Pushes a manifest with its blobs. What it refers to must be there already.</summary>
    public async Task PushAsync(string repository, TestManifest manifest, params IEnumerable<string> tags)
    {
        foreach (var blob in manifest.Blobs)
        {
            using var start = await SendAsync(HttpMethod.Post, new Uri(Url, $"/v2/{repository}/blobs/uploads/"));
            start.EnsureSuccessStatusCode();
            var location = new Uri(Url, start.Headers.Location!).AbsoluteUri;
            using var upload = await SendAsync(
                HttpMethod.Put,
                new Uri($"{location}{(location.Contains('?') ? '&' : '?')}digest={TestManifest.DigestOf(blob)}"),
                new ByteArrayContent(blob)
            );
            upload.EnsureSuccessStatusCode();
        }

        foreach (var reference in tags.Append(manifest.Digest).Distinct())
        {
            var content = new ByteArrayContent(manifest.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
            using var put = await SendAsync(HttpMethod.Put, new Uri(Url, $"/v2/{repository}/manifests/{reference}"), content);
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Deletes a manifest by its digest, with all its tags: so an index can lose a child.</summary>
    public async Task DeleteAsync(string repository, string digest)
    {
        using var response = await SendAsync(HttpMethod.Delete, new Uri(Url, $"/v2/{repository}/manifests/{digest}"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    /// <summary>Whether a manifest is there.</summary>
    public async Task<bool> HasAsync(string repository, string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, $"/v2/{repository}/manifests/{digest}"));
        request.Headers.Add("Accept", [TestManifest.OciManifest, TestManifest.OciIndex]);
        using var response = await Http.SendAsync(request);
        return response.IsSuccessStatusCode;
    }

    /// <summary>The digest that a tag leads to; null for none.</summary>
    public async Task<string?> DigestOfAsync(string repository, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(Url, $"/v2/{repository}/manifests/{tag}"));
        request.Headers.Add("Accept", [TestManifest.OciManifest, TestManifest.OciIndex]);
        using var response = await Http.SendAsync(request);
        return response.IsSuccessStatusCode ? response.Headers.GetValues("Docker-Content-Digest").Single() : null;
    }

    /// <summary>The tags of a repository, in ordinal order.</summary>
    public async Task<string[]> TagsAsync(string repository)
    {
        using var response = await SendAsync(HttpMethod.Get, new Uri(Url, $"/v2/{repository}/tags/list"));
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("tags") is { ValueKind: JsonValueKind.Array } tags
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Removes the blobs that no manifest uses, by the registry's own means.</summary>
    public Task CollectGarbageAsync() => RealTool.RunAsync(Program, "garbage-collect", Path.Combine(_folder, "config.yml"));

    /// <summary>Copies with skopeo into the registry; all platforms.</summary>
    /// <param name="source">In skopeo's words: <c>oci:FOLDER:TAG</c>.</param>
    /// <param name="destination">Repository and tag.</param>
    public async Task CopyAsync(string source, string destination)
    {
        string[] credentials = Login is { } login ? ["--dest-creds", $"{login.User}:{login.Password}"] : [];
        await RealTool.RunAsync(
            "skopeo",
            [
                "--insecure-policy",
                "copy",
                "--all",
                "--dest-tls-verify=false",
                "--src-tls-verify=false",
                .. credentials,
                source,
                $"docker://{Host}/{destination}",
            ]
        );
    }

    /// <summary>More lines for the configuration.</summary>
    private protected virtual Task<string> ConfigureAsync(string folder) => Task.FromResult("");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        if (Login is { } login)
        {
            var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", authorization);
        }

        return await Http.SendAsync(request);
    }

    private async Task<bool> TryStartAsync(string program)
    {
        Host = $"127.0.0.1:{FreePort()}";
        var config = Path.Combine(_folder, "config.yml");
        await File.WriteAllTextAsync(
            config,
            $$"""
            version: 0.1
            log: { level: info }
            storage:
              filesystem: { rootdirectory: "{{_folder}}/data" }
              delete: { enabled: {{(AllowsDeletion ? "true" : "false")}} }
            http: { addr: "{{Host}}" }

            """ + await ConfigureAsync(_folder)
        );
        _process = TestProcess.Start(program, ["serve", config]);
        if (await _process.SaysAsync("listening on"))
        {
            return true;
        }

        _process.Dispose();
        _process = null;
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
