using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Clients;

/// <summary>The clients that <c>tests/clients/fetch</c> unpacks. Where they are missing, as in CI, the tests are skipped.</summary>
internal sealed class DebianClients(string suite, string home)
{
    private const string Crane = "forky";

    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal) { ["HOME"] = home, ["COSIGN_PASSWORD"] = "" };

    /// <summary>Whether its cosign writes bundles, as it does since version 3, and has to be told to do without services.</summary>
    private bool WritesBundles => suite == "forky";

    /// <summary>Skips the test where they are not there.</summary>
    public void Require()
    {
        string[] missing = [.. new[] { Find("cosign"), Find("oras"), Find("crane") }.Where(path => !File.Exists(path))];
        Skip.If(
            missing.Length > 0,
            "Not there: " + string.Join(", ", missing.Select(Path.GetFileName)) + " (on Debian: tests/clients/fetch)."
        );
    }

    /// <summary>Makes a pair of keys in the home folder.</summary>
    public Task MakeKeysAsync() => SucceedAsync("cosign", "generate-key-pair");

    /// <summary>Signs, attests or does another thing that writes a signature, offline.</summary>
    public Task SignAsync(string command, string image, params IEnumerable<string> more) =>
        SucceedAsync(
            "cosign",
            [
                command,
                "--key=cosign.key",
                "--tlog-upload=false",
                "--allow-http-registry",
                "--yes",
                .. WritesBundles ? ["--use-signing-config=false"] : Array.Empty<string>(),
                .. more,
                image,
            ]
        );

    /// <summary>Whether a signature or attestation verifies.</summary>
    public async Task<bool> VerifiesAsync(string command, string image, params IEnumerable<string> more) =>
        (await RunAsync("cosign", [command, "--key=cosign.pub", "--insecure-ignore-tlog", "--allow-http-registry", .. more, image])).Status
        == 0;

    /// <summary>Runs a client that has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> SucceedAsync(string client, params IEnumerable<string> arguments)
    {
        var ended = await RunAsync(client, arguments);
        Assert.True(ended.Status == 0, $"{client} {string.Join(' ', arguments)}: {ended.Error}");
        return ended.Output;
    }

    private Task<EndedProcess> RunAsync(string client, IEnumerable<string> arguments) =>
        TestProcess.RunAsync(Find(client), arguments, home, _variables);

    private string Find(string client) =>
        Path.Combine(TemporaryFolder.Repository, "tests", "clients", client == "crane" ? Crane : suite, "usr", "bin", client);
}
