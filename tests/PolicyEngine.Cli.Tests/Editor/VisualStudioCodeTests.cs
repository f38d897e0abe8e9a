using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>
/// The extension in a real VS Code, in a browser. Skipped where <c>tests/vscode/fetch</c> did not install it, or failed where
/// <c>POLICYENGINE_REQUIRE_VSCODE=1</c> says so. Pictures of what was seen are in <c>artifacts/vscode</c>.
/// </summary>
public sealed class VisualStudioCodeTests
{
    private const string Variable = "POLICYENGINE_REQUIRE_VSCODE";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static string Scripts { get; } = Path.Combine(TemporaryFolder.Repository, "tests", "vscode");

    private static string Extension { get; } = Path.Combine(TemporaryFolder.Repository, "src", "PolicyEngine.VisualStudioCode");

    [SkippableFact]
    public async Task A_mistake_is_shown_and_fixed_and_verdicts_stand_above_rules()
    {
        var chromium = RealTool.Find("chromium") ?? RealTool.Find("chromium-browser") ?? RealTool.Find("google-chrome");
        Require(chromium);
        using var folder = new TemporaryFolder();

        // Where the policies of a service are in a repository of several.
        var policies = Directory.CreateDirectory(Path.Combine(folder.Path, "code", "web", "policies")).FullName;
        var policy = Path.Combine(policies, "web.yaml");
        await File.WriteAllTextAsync(
            policy,
            """
            version: 1
            protect:
              - id: released
                tags: "v*"
            rules:
              - id: pulls
                match: { tags: ["pr-*"] }
                delete: { oder-than: 14d }

            """
        );
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "state.json"), Snapshot());
        foreach (var script in new[] { "check", "package" })
        {
            var built = await TestProcess.RunAsync("npm", ["run", script], Extension);
            Assert.True(built.Status == 0, built.Output + built.Error);
        }

        var seen = await LookAsync(
            new JsonObject
            {
                ["chromium"] = chromium,
                ["vsix"] = Path.Combine(Extension, "policyengine.vsix"),
                ["program"] = Program(folder),
                ["snapshot"] = Path.Combine(folder.Path, "state.json"),
                ["folder"] = Path.Combine(folder.Path, "code"),
                ["file"] = policy,
                ["data"] = Path.Combine(folder.Path, "data"),
                ["pictures"] = Path.Combine(TemporaryFolder.Repository, "artifacts", "vscode"),
            }
        );
        Assert.Equal(
            ["'oder-than' is not a key of 'delete'. Did you mean 'older-than'?policyenginePE2001[Ln 8, Col 15]"],
            Texts(seen["problems"])
        );
        Assert.Contains("Change 'oder-than' to 'older-than'", Texts(seen["fixes"]));
        Assert.Equal(["deletes 2 images, 2 KiB; newest pr-2"], Texts(seen["lenses"]));
        Assert.Equal(["1 tag", "2 tags"], Texts(seen["hints"]).Order(StringComparer.Ordinal));
        Assert.EndsWith("On the snapshot it selects 1 of 3 images: v1.", (string?)seen["hover"], StringComparison.Ordinal);
        Assert.Contains("delete", Texts(seen["completions"]));

        // A key of the language looks as the theme has keys of YAML.
        Assert.Equal((string?)seen["colors"]!["unknown"], (string?)seen["colors"]!["known"]);
        Assert.Equal(["'/nowhere/policyengine' was not found. Install PolicyEngine, or set 'policyengine.path'."], Texts(seen["missing"]));
    }

    private static async Task<JsonNode> LookAsync(JsonObject request)
    {
        using var process = TestProcess.Start("node", [Path.Combine(Scripts, "editor.mjs")], hasInput: true);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var ended = await process.FinishAsync(request.ToJsonString(), patience.Token);
            Assert.True(ended.Status == 0, ended.Error);
            return JsonNode.Parse(ended.Output)!;
        }
        finally
        {
            await process.KillAsync();
        }
    }

    private static void Require(string? chromium)
    {
        var missing =
            OperatingSystem.IsWindows() ? "code-server does not run on Windows"
            : RealTool.Find("node") is null || RealTool.Find("npm") is null ? "node or npm is not installed"
            : chromium is null ? "chromium is not installed"
            : !Directory.Exists(Path.Combine(Scripts, "node_modules", "code-server", "lib", "vscode", "node_modules"))
            || !Directory.Exists(Path.Combine(Extension, "node_modules"))
                ? "it is not installed: tests/vscode/fetch"
            : null;
        if (missing is not null && Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Assert.Fail($"{Variable}=1 requires a real VS Code, but {missing}.");
        }

        Skip.If(missing is not null, $"No VS Code: {missing}.");
    }

    /// <summary>The extension starts one program, without arguments of its own.</summary>
    private static string Program(TemporaryFolder folder)
    {
        var path = Path.Combine(folder.Path, "policyengine");
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{TestProcess.PolicyEngine}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static string Snapshot()
    {
        var text = new StringBuilder(
            """{ "formatVersion": 1, "repositories": [ { "registry": "a.example", "name": "web", "complete": true, "manifests": ["""
        );
        string[] tags = ["pr-1", "pr-2", "v1"];
        for (var i = 0; i < tags.Length; i++)
        {
            text.Append(
                $$"""{{(i > 0 ? "," : "")}} { "digest": "sha256:{{new string((char)('1' + i), 64)}}", "tags": ["{{tags[i]}}"], "size": 1024, "pushedAt": "2020-01-0{{i + 1}}T00:00:00Z" }"""
            );
        }

        return text.Append(" ] } ] }").ToString();
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(text => (string)text!);
}
