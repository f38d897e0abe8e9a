using System.Text.Json.Nodes;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>The scripts of <c>tests/editor</c>. Where node or its packages are missing the
/// tests are skipped, or fail where <c>POLICYENGINE_REQUIRE_EDITOR=1</c> says so.</summary>
internal static class NodeScript
{
    private const string Variable = "POLICYENGINE_REQUIRE_EDITOR";

    // A server that never answers must not hold up the other tests for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Folder { get; } = Path.Combine(TemporaryFolder.Repository, "tests", "editor");

    /// <summary>Gives a script JSON and returns the JSON that it prints.</summary>
    public static async Task<JsonNode> RunAsync(string script, JsonNode request)
    {
        Require();
        using var process = TestProcess.Start("node", [Path.Combine(Folder, script)], hasInput: true);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var run = await process.FinishAsync(request.ToJsonString(), patience.Token);
            Assert.True(run.Status == 0, $"{script} ended with {run.Status}: {run.Error}");
            return JsonNode.Parse(run.Output)!;
        }
        finally
        {
            await process.KillAsync();
        }
    }

    private static void Require()
    {
        var missing =
            RealTool.Find("node") is null ? "node is not installed"
            : Directory.Exists(Path.Combine(Folder, "node_modules")) ? null
            : "the packages are not installed: npm ci --prefix tests/editor";
        if (missing is not null && Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Assert.Fail($"{Variable}=1 requires the editor's backend, but {missing}.");
        }

        Skip.If(missing is not null, $"No editor's backend: {missing}.");
    }
}
