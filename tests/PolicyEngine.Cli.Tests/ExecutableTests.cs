using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>The real program as a process: its streams, its exit codes, its signals.</summary>
public sealed class ExecutableTests
{
    private const string Policy =
        "version: 1\nprotect: [{ tags: [latest] }]\nrules:\n  - id: a\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 1d }\n";

    [Fact]
    public async Task Machines_read_standard_output_and_people_standard_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        var run = await RunAsync(
            folder,
            ["plan", "policy.yaml", "--target", "127.0.0.1:1/web", "--registry-url", "http://127.0.0.1:1", "--no-cache", "--format", "json"]
        );
        using var plan = JsonDocument.Parse(run.Output);
        Assert.Equal("incomplete", plan.RootElement.GetProperty("repositories")[0].GetProperty("status").GetString());
        Assert.StartsWith("error: 127.0.0.1:1/web: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.Status);
    }

    [Theory]
    [InlineData(0, "validate", "policy.yaml")]
    [InlineData(1, "validate", "wrong.yaml")]
    [InlineData(2, "validate", "missing.yaml")]
    [InlineData(2, "nonsense")]
    [InlineData(0, "--version")]
    public async Task The_process_exits_with_what_happened(int status, params string[] args)
    {
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        folder.Write("wrong.yaml", "version: 2\n");
        Assert.Equal(status, (await RunAsync(folder, args)).Status);
    }

    [SkippableFact]
    public async Task Control_c_ends_it_with_130()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGINT.");
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var host = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using var process = Start(
            folder,
            ["plan", "policy.yaml", "--target", $"{host}/web", "--registry-url", $"http://{host}", "--no-cache"]
        );
        using var connection = await silent.AcceptTcpClientAsync();
        await process.InterruptAsync();
        Assert.Equal(new CliRun("", "error: Cancelled. Nothing was changed.\n", 130), await FinishAsync(process));
    }

    [Theory]
    [InlineData("validate", "policy.yaml", "--no-schema")]
    [InlineData("plan", "policy.yaml", "--snapshot", "snapshot.json", "--format", "json")]
    public async Task What_needs_no_network_and_no_template_starts_without_their_libraries(params string[] args)
    {
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", Policy);
        folder.Write(
            "snapshot.json",
            """{ "formatVersion": 1, "repositories": [ { "registry": "a.example", "name": "web", "complete": true, "manifests": [] } ] }"""
        );
        string[] heavy = ["Flurl", "Scriban", "NJsonSchema", "Newtonsoft", "Namotion", "Polly"];
        foreach (
            var file in Directory
                .EnumerateFiles(AppContext.BaseDirectory, "*.dll")
                .Append(Path.Combine(AppContext.BaseDirectory, "policyengine.runtimeconfig.json"))
        )
        {
            if (!heavy.Any(h => Path.GetFileName(file).StartsWith(h, StringComparison.Ordinal)))
            {
                folder.Write(Path.Combine("bin", Path.GetFileName(file)), await File.ReadAllBytesAsync(file));
            }
        }

        using var process = Start(folder, args, Path.Combine(folder.Path, "bin", "policyengine.dll"));
        var run = await FinishAsync(process);
        Assert.Equal(0, run.Status);
        Assert.DoesNotContain("error", run.Error, StringComparison.Ordinal);
    }

    private static async Task<CliRun> RunAsync(TemporaryFolder folder, string[] args)
    {
        using var process = Start(folder, args);
        return await FinishAsync(process);
    }

    private static TestProcess Start(TemporaryFolder folder, string[] args, string? program = null) =>
        TestProcess.Start("dotnet", [program ?? TestProcess.PolicyEngine, .. args], folder.Path);

    private static async Task<CliRun> FinishAsync(TestProcess process)
    {
        var (output, error, status) = await process.FinishAsync();
        return new CliRun(output, error, status);
    }
}
