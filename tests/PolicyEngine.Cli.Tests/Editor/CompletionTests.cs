using System.Text.Json.Nodes;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>What completion inserts is right: everything that yaml-language-server
/// offers, at every place that the schema knows, is accepted.</summary>
public sealed class CompletionTests
{
    [SkippableTheory]
    [InlineData("policy", 1000)]
    [InlineData("policytest", 300)]
    public async Task Whatever_is_accepted_leaves_a_file_without_errors(string schema, int least)
    {
        using var folder = new TemporaryFolder();
        var answer = await NodeScript.RunAsync(
            "completions.mjs",
            new JsonObject { ["schema"] = GeneratedFile.FullPath($"schema/{schema}.schema.json"), ["folder"] = folder.Path }
        );
        Assert.Equal(
            [],
            answer["wrong"]!.AsArray().Select(w => $"{w!["place"]}, {w["label"]}: {w["messages"]!.ToJsonString()}\n{w["text"]}")
        );
        Assert.Equal([], answer["missing"]!.AsArray().Select(m => (string)m!));
        Assert.True((int)answer["accepted"]! >= least, $"{answer["accepted"]} proposals are too few to show much.");
    }
}
