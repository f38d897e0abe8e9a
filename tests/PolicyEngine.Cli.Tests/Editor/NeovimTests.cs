using System.Text.Json.Nodes;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>A real editor: Neovim without a screen opens a policy, fixes it, completes and renames.</summary>
public sealed class NeovimTests
{
    [SkippableFact]
    public async Task Neovim_fixes_completes_explains_and_renames()
    {
        Skip.If(RealTool.Find("nvim") is null, "Not installed: nvim (Debian: apt-get install neovim).");
        using var folder = new TemporaryFolder();
        folder.Write(
            "web.yaml",
            "version: 1\nprotect: [{ id: released, tags: \"v*\" }]\nrules:\n"
                + "  - id: pr\n    match: { tags: [\"pr-*\"] }\n    delete: { oder-than: 14d }\n"
        );
        var run = await TestProcess.RunAsync(
            "nvim",
            [
                "--headless",
                "--clean",
                "-u",
                "NONE",
                "-n",
                "-c",
                $"luafile {Path.Combine(TemporaryFolder.Repository, "tests", "editor", "neovim.lua")}",
            ],
            variables: new Dictionary<string, string?>
            {
                ["POLICY"] = Path.Combine(folder.Path, "web.yaml"),
                ["SERVER"] = $"dotnet\n{TestProcess.PolicyEngine}\nlsp",
                ["XDG_STATE_HOME"] = folder.Path,
                ["XDG_CACHE_HOME"] = folder.Path,
            }
        );
        var result = JsonNode.Parse(run.Output.Length > 0 ? run.Output : throw new InvalidOperationException(run.Error))!;
        Assert.Equal(["PE2001"], result["opened"]!.AsArray().Select(c => (string)c!));
        Assert.Empty(result["fixed"]!.AsArray());
        Assert.Equal("delete", (string?)result["completed"]![0]);
        Assert.Contains("What the rule selects", (string?)result["hover"], StringComparison.Ordinal);
        Assert.Equal(
            "version: 1\nprotect: [{ id: released, tags: \"v*\" }]\nrules:\n"
                + "  - id: pulls\n    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
                + "  - id: rest\n    delete: { older-than: 9d }",
            (string?)result["text"]
        );
    }
}
