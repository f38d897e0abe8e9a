using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Cli.Tests.GitHub;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests;

/// <summary>Files of this repository that users read or run.</summary>
public sealed class RepositoryFileTests
{
    [Fact]
    public async Task The_README_shows_what_its_first_command_really_prints()
    {
        using var folder = new TemporaryFolder();
        folder.CopyFromRepository("examples");
        var run = await CliRun.RunAsync(folder.Path, "plan", "examples/", "--now", "2026-06-01T00:00:00Z");
        var readme = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "README.md"));
        const string Fence = "```text\nPlan for ";
        var start = readme.IndexOf(Fence, StringComparison.Ordinal) + "```text\n".Length;
        var shown = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        // '…' on a line of its own stands for lines that are left out.
        var rest = run.Output;
        foreach (var part in shown.Split("  …\n"))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            Assert.True(at >= 0, $"The program does not print this, or not there:\n{part}");
            rest = rest[(at + part.Length)..];
        }

        Assert.Equal("", rest);
    }

    [Fact]
    public async Task The_README_has_the_command_that_passes_the_tests_in_CI()
    {
        const string Command = "dotnet test PolicyEngine.sln";
        var readme = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "README.md"));
        Assert.Contains($"```console\n$ {Command}\n```", readme, StringComparison.Ordinal);
        Assert.Contains(
            Command,
            await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, ".ci", "run")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("policyengine val", "validate\n")]
    [InlineData("policyengine plan --sna", "--snapshot\n")]
    public async Task Shells_that_ask_for_words_get_those_that_fit(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        var run = await CliRun.RunAsync(folder.Path, $"[suggest:{line.Length}]", line);
        Assert.Equal((expected, "", 0), (run.Output, run.Error, run.Status));
    }

    [Fact]
    public async Task The_page_on_the_command_line_names_every_command_and_schema()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "schema", "command-line.md"));
        Assert.All(Commands.CommandCatalog.Create(CliEnvironment.OfProcess()).Subcommands.Where(c => !c.Hidden), c =>
            Assert.Contains($"| `{c.Name}", page, StringComparison.Ordinal)
        );
        var schemas = page.Split('\n').Single(line => line.StartsWith("| `schema ", StringComparison.Ordinal));
        Assert.All(Reference.SchemaCatalog.Names, name => Assert.Contains($"`{name}`", schemas, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_action_and_all_workflows_pin_what_they_use_and_run_no_text_of_their_inputs()
    {
        var action = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "action.yml"));
        var workflow = StarterFiles
            .For(["ghcr.io/acme/web"], null, "github")
            .Single(f => f.Path.EndsWith("retention.yml", StringComparison.Ordinal))
            .Text;
        var own = Directory.EnumerateFiles(Path.Combine(TemporaryFolder.Repository, ".github", "workflows")).Select(File.ReadAllText);
        var texts = own.Append(action).Append(workflow).ToArray();
        Assert.True(texts.Sum(text => WorkflowSteps.Of(text).Count) > 30, "These steps are too few: were they found?");
        Assert.All(texts, text => WorkflowSteps.AssertSafe("a workflow", text));
    }

    [Fact]
    public async Task The_address_of_the_repository_is_that_of_Directory_Build_props_everywhere()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "README.md"));
        Assert.Contains($"- uses: {ProgramBuild.Repository}@v{ProgramBuild.Version}\n", readme, StringComparison.Ordinal);
        foreach (var job in StarterFiles.JobNames)
        {
            var text = StarterFiles.For(["ghcr.io/acme/web"], null, job)[2].Text;
            Assert.DoesNotContain("%", text.Replace("%s", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(job == "cron" ? ProgramBuild.Version : ProgramBuild.Repository, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Every_input_of_the_action_is_described_and_used()
    {
        var action = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "action.yml"));
        var root = Assert.IsType<MappingSyntax>(SyntaxTree.Parse(SourceText.From("action.yml", action)).Root);
        var inputs = Assert.IsType<MappingSyntax>(root.Find("inputs")!.Value);
        var page = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, ".github", "action", "README.md"));
        Assert.NotEmpty(inputs.Properties);
        Assert.All(inputs.Properties, input =>
        {
            Assert.NotNull(Assert.IsType<MappingSyntax>(input.Value).Find("description"));
            Assert.Contains($"${{{{ inputs.{input.Name} }}}}", action, StringComparison.Ordinal);
            Assert.Contains($"`{input.Name}`", page, StringComparison.Ordinal);
        });
        Assert.Equal(
            "composite",
            Assert.IsType<ScalarSyntax>(Assert.IsType<MappingSyntax>(root.Find("runs")!.Value).Find("using")!.Value).Value
        );
    }
}
