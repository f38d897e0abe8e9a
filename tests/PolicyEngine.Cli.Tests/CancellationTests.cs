using System.Net;
using System.Net.Sockets;

namespace PolicyEngine.Cli.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task A_run_that_is_cancelled_while_it_waits_for_a_registry_ends_with_130()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            "version: 1\nprotect: [{ tags: [latest] }]\nrules:\n  - id: a\n    match: { tags: [x] }\n    delete: { older-than: 1d }\n"
        );
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var cancellation = new CancellationTokenSource();
        var host = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        var accepted = silent.AcceptTcpClientAsync().ContinueWith(_ => cancellation.Cancel(), TaskScheduler.Default);
        var run = await CliRun.RunAsync(
            folder.Path,
            ["plan", "policy.yaml", "--target", $"{host}/web", "--registry-url", $"http://{host}", "--no-cache", "--format", "json"],
            new Dictionary<string, string>(),
            TimeProvider.System,
            cancellationToken: cancellation.Token
        );
        await accepted;
        Assert.Equal(new CliRun("", "error: Cancelled. Nothing was changed.\n", 130), run);
    }
}
