using System.Text.Json.Nodes;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Cli.Tests.Documentation;
using PolicyEngine.Cli.Tests.Editor;

namespace PolicyEngine.Cli.Tests.GitHub;

/// <summary>Every workflow and action that we run, ship or write, judged by GitHub's own parser and by actionlint.</summary>
public sealed class WorkflowTests
{
    [SkippableFact]
    public async Task GitHub_can_read_every_workflow_and_the_action()
    {
        var files = new JsonArray
        {
            Entry("action.yml", await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "action.yml"))),
        };
        foreach (
            var path in Directory
                .EnumerateFiles(Path.Combine(TemporaryFolder.Repository, ".github", "workflows"))
                .Order(StringComparer.Ordinal)
        )
        {
            files.Add(Entry(Path.GetFileName(path), await File.ReadAllTextAsync(path)));
        }

        var written = StarterFiles
            .For(["ghcr.io/acme/web"], null, "github")
            .Single(f => f.Path.EndsWith("retention.yml", StringComparison.Ordinal));
        files.Add(Entry(written.Path, written.Text));
        var shown = PageBlock.All.Where(block => block.IsWorkflow && !block.IsSketch).ToArray();
        Assert.NotEmpty(shown);
        foreach (var block in shown)
        {
            files.Add(Entry(block.Place, block.Text));
        }

        foreach (
            var path in Directory
                .EnumerateFiles(Path.Combine(TemporaryFolder.Repository, "examples"), "*.yml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            files.Add(Entry(Path.GetRelativePath(TemporaryFolder.Repository, path), await File.ReadAllTextAsync(path)));
        }

        var errors = (await NodeScript.RunAsync("workflows.mjs", files)).AsArray();
        Assert.Equal(files.Count, errors.Count);
        Assert.Empty(errors.SelectMany(list => list!.AsArray()).Select(error => (string)error!));
    }

    [SkippableTheory]
    [InlineData("on: push\njobs: { a: { runs-on: x, steps: [{ run: 'echo ${{ inpts.x }}' }] } }", "Unrecognized named-value: 'inpts'")]
    [InlineData("on: push\njobs: { a: { runs_on: x, steps: [] } }", "Unexpected value 'runs_on'")]
    [InlineData(
        "on: push\njobs: { a: { runs-on: x, steps: [{ run: 'echo ${{ steps.none.outputs.x }}' }] } }",
        "is not defined in object type {}"
    )]
    [InlineData("on: push\njobs: { a: { runs-on: x, needs: b, steps: [{ run: 'true' }] } }", "which does not exist in this workflow")]
    public async Task What_GitHub_would_refuse_is_found(string workflow, string message) =>
        Assert.Contains(
            message,
            (await NodeScript.RunAsync("workflows.mjs", new JsonArray { Entry("a.yml", workflow) }))
                .ToJsonString()
                .Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

    private static JsonObject Entry(string name, string content) => new() { ["name"] = name, ["content"] = content };
}
