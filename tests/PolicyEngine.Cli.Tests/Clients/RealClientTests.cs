using System.Text.Json.Nodes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Clients;

/// <summary>
/// What cosign, oras and crane have made, in a real registry: the same clients still verify and copy everything that is kept, find nothing
/// of what was deleted, and verify that again after it was restored.
/// </summary>
public sealed class RealClientTests(DockerRegistryFixture registry) : IClassFixture<DockerRegistryFixture>
{
    private const string Sbom = "application/spdx+json";

    [SkippableTheory]
    [InlineData("trixie")]
    [InlineData("forky")]
    public async Task What_is_kept_verifies_as_before(string suite)
    {
        using var folder = new TemporaryFolder();
        var clients = new DebianClients(suite, folder.Path);
        clients.Require();
        registry.Require();
        await clients.MakeKeysAsync();
        var (web, copy) = ($"{registry.Host}/{suite}/web", $"{registry.Host}/{suite}/copy");
        await PushAsync(clients, web, "v1.1.0", "v1.0.0");
        var release = await DressAsync(clients, folder, web, "v1.1.0");
        await clients.SucceedAsync("crane", "copy", "--insecure", $"{web}:v1.1.0", $"{web}:stable");
        await CopyAsync(clients, $"{web}:v1.1.0", $"{copy}:v1.1.0");
        var (kept, keptCopy) = (await TagsAsync(clients, web), await TagsAsync(clients, copy));
        await PushAsync(clients, web, "pr-2", "pr-3");
        var old = await DressAsync(clients, folder, web, "pr-2");
        await CopyAsync(clients, $"{web}:pr-2", $"{copy}:pr-2");
        var copied = release.Replace(web, copy, StringComparison.Ordinal);
        var (before, beforeCopy) = (await DiscoverAsync(clients, release), await DiscoverAsync(clients, copied));
        folder.Write(
            "policy.yaml",
            $$"""
            version: 1
            targets: ["{{web}}", "{{copy}}"]
            settings: { grace: 0s }
            protect: [{ id: releases, tags: ["v*"] }]
            rules: [{ id: pull-requests, match: { tags: ["pr-*"] }, delete: all }]
            """
        );

        var planned = JsonNode.Parse((await RunAsync(folder, 0, "plan", "policy.yaml", "--format", "json")).Output)![
            "repositories"
        ]!.AsArray();
        var run = await RunAsync(folder, 0, "run", "policy.yaml", "--yes", "--journal", "r.journal.jsonl");

        Assert.Equal(["planned", "planned"], planned.Select(r => (string)r!["status"]!));
        await VerifyAsync(clients, release);
        Assert.Equal(before, await DiscoverAsync(clients, release));
        await clients.SucceedAsync("oras", "copy", "--recursive", "--from-plain-http", "--to-oci-layout", $"{web}:stable", "out:stable");
        await clients.SucceedAsync("oras", "copy", "--from-plain-http", "--to-oci-layout", $"{web}:v1.0.0", "out:v1.0.0");
        Assert.Equal(kept, await TagsAsync(clients, web));
        Assert.Equal(keptCopy, await TagsAsync(clients, copy));
        Assert.False(await clients.VerifiesAsync("verify", old), run.Output);
        Assert.Equal(beforeCopy, await DiscoverAsync(clients, copied));
        await RunAsync(folder, 0, "check", web, copy);

        await RunAsync(folder, 0, "restore", "r.journal.jsonl");
        await VerifyAsync(clients, old);
        await VerifyAsync(clients, release);
    }

    /// <summary>Signs an image, attests it, and attaches a document that has one of its own.</summary>
    /// <returns>The image by its digest.</returns>
    private static async Task<string> DressAsync(DebianClients clients, TemporaryFolder folder, string repository, string tag)
    {
        folder.Write("predicate.json", """{ "builder": "test" }""");
        folder.Write("sbom.json", $$"""{ "of": "{{tag}}" }""");
        folder.Write("note.txt", $"about the SBOM of {tag}");
        var image = $"{repository}@{(await clients.SucceedAsync("crane", "digest", "--insecure", $"{repository}:{tag}")).Trim()}";
        await clients.SignAsync("sign", image);
        await clients.SignAsync("attest", image, "--predicate=predicate.json", "--type=custom");
        string[] attach = ["attach", "--plain-http", "--format=json", "--artifact-type"];
        var sbom = JsonNode.Parse(await clients.SucceedAsync("oras", [.. attach, Sbom, image, "sbom.json"]))!;
        await clients.SucceedAsync("oras", [.. attach, "text/plain", (string)sbom["reference"]!, "note.txt"]);
        await VerifyAsync(clients, image);
        return image;
    }

    private static async Task VerifyAsync(DebianClients clients, string image)
    {
        Assert.True(await clients.VerifiesAsync("verify", image), $"The signature of {image} does not verify.");
        Assert.True(
            await clients.VerifiesAsync("verify-attestation", image, "--type=custom"),
            $"The attestation of {image} does not verify."
        );
        Assert.Contains(Sbom, await DiscoverAsync(clients, image), StringComparison.Ordinal);
    }

    /// <summary>What refers to an image, by digest and artifact type. Annotations are printed in an order that changes.</summary>
    private static async Task<string> DiscoverAsync(DebianClients clients, string image)
    {
        var tree = await clients.SucceedAsync("oras", "discover", "--plain-http", "--format=tree", image);
        return string.Join(
            '\n',
            tree.Split('\n')
                .Skip(1)
                .Where(l => !l.Contains(": ", StringComparison.Ordinal) && !l.Contains("[annotations]", StringComparison.Ordinal))
        );
    }

    private static Task<string> TagsAsync(DebianClients clients, string repository) =>
        clients.SucceedAsync("crane", "ls", "--insecure", repository);

    private static Task<string> CopyAsync(DebianClients clients, string from, string to) =>
        clients.SucceedAsync("oras", "copy", "--recursive", "--from-plain-http", "--to-plain-http", from, to);

    /// <summary>Pushes images of the example with their own digests.</summary>
    private static async Task PushAsync(DebianClients clients, string repository, params IEnumerable<string> tags)
    {
        var layout = Path.Combine(TemporaryFolder.Repository, "examples", "registry");
        foreach (var tag in tags)
        {
            await clients.SucceedAsync("oras", "copy", "--from-oci-layout", "--to-plain-http", $"{layout}:{tag}", $"{repository}:{tag}");
        }
    }

    private async Task<CliRun> RunAsync(TemporaryFolder folder, int status, params string[] arguments)
    {
        string[] all = [.. arguments, "--registry-url", registry.Url.AbsoluteUri, "--no-cache"];
        var run = await CliRun.RunAsync(folder.Path, all, new Dictionary<string, string>(), TimeProvider.System);
        Assert.True(run.Status == status, $"{string.Join(' ', arguments)} ended with {run.Status}: {run.Output}{run.Error}");
        return run;
    }
}
