using System.Text;
using PolicyEngine.Cli.Tests.GitHub;
using PolicyEngine.Importing;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Documentation;

/// <summary>
/// The cookbook: a folder for each wish, for each tool that people come from, and for operations. Its policies and their tests are run with
/// all others of the repository.
/// </summary>
public sealed class CookbookTests
{
    private const string Folder = "examples/cookbook";
    private const string Import = "from-";
    private const string Operations = "operations";

    private static readonly string[] s_folders =
    [
        .. Directory.EnumerateDirectories(GeneratedFile.FullPath(Folder)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Recipes => [.. s_folders.Where(f => !IsImport(f) && f != Operations)];

    public static TheoryData<string> Imports => [.. s_folders.Where(IsImport)];

    [Fact]
    public void Twenty_wishes_and_every_import_have_a_folder()
    {
        Assert.True(Recipes.Count >= 20, $"Only {Recipes.Count} recipes were found.");
        Assert.Equal(ImporterCatalog.All.Select(i => Import + i.Name).Order(StringComparer.Ordinal), s_folders.Where(IsImport));
    }

    [Fact]
    public void The_index_lists_every_page_once()
    {
        var index = new StringBuilder(
            """
            # Cookbook

            <!-- Generated from the pages below; do not edit. -->

            ## What do you want to do?

            Each folder is complete: what the policy does in words, `retention.yaml` to copy into `policies/`, and `retention.policytest.yaml`,
            which proves it. `policyengine init` writes the workflow that runs it every night; where a wish needs another one, the folder has it.

            | wish | files beside the policy and its test |
            |---|---|

            """
        );
        foreach (
            var folder in s_folders
                .Where(f => !IsImport(f) && f != Operations)
                .OrderBy(f => Title($"{f}/README.md"), StringComparer.Ordinal)
        )
        {
            var more = Directory
                .EnumerateFileSystemEntries(GeneratedFile.FullPath($"{Folder}/{folder}"))
                .Select(Path.GetFileName)
                .Where(f => f is not ("README.md" or "retention.yaml" or "retention.policytest.yaml"))
                .Order(StringComparer.Ordinal);
            var files = string.Join(", ", more.Select(f => $"[{f}]({folder}/{f})"));
            index.Append($"| [{Title($"{folder}/README.md")}]({folder}/README.md) | {files} |\n");
        }

        index.Append("\n## Coming from another tool\n\nIts configuration, the command, the policy that it writes, and what differs.\n\n");
        foreach (var folder in s_folders.Where(IsImport))
        {
            index.Append($"- [{Title($"{folder}/README.md")}]({folder}/README.md)\n");
        }

        index.Append("\n## Operations\n\n");
        foreach (
            var page in Directory
                .EnumerateFiles(GeneratedFile.FullPath($"{Folder}/{Operations}"))
                .Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal)
        )
        {
            index.Append($"- [{Title($"{Operations}/{page}")}]({Operations}/{page})\n");
        }

        GeneratedFile.Verify($"{Folder}/README.md", index.ToString());
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_says_what_it_does_and_what_to_change(string folder)
    {
        var page = GeneratedFile.Read($"{Folder}/{folder}/README.md");
        Assert.Contains("\n**In words.** ", page, StringComparison.Ordinal);
        Assert.Contains("\n**Change** ", page, StringComparison.Ordinal);
        Assert.True(File.Exists(GeneratedFile.FullPath($"{Folder}/{folder}/retention.yaml")), "It has no policy.");
        Assert.True(File.Exists(GeneratedFile.FullPath($"{Folder}/{folder}/retention.policytest.yaml")), "It has no test.");
        if (GeneratedFile.Read($"{Folder}/{folder}/workflow.yml") is { Length: > 0 } workflow)
        {
            WorkflowSteps.AssertSafe(folder, workflow);
        }
    }

    [Theory]
    [MemberData(nameof(Imports))]
    public async Task The_command_in_the_page_writes_the_policy_beside_it(string folder)
    {
        var block = PageBlock.All.First(b => b.Page == $"{Folder}/{folder}/README.md" && b.Language == "console");
        var command = ShownCommands.OfProgram(ShownCommands.Of(block).First())!;
        using var copy = new TemporaryFolder();
        foreach (
            var file in Directory
                .EnumerateFiles(GeneratedFile.FullPath($"{Folder}/{folder}"))
                .Where(f => Path.GetFileName(f) != "imported.yaml")
        )
        {
            copy.Write(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }

        var run = await CliRun.RunAsync(copy.Path, [.. command]);
        Assert.True(run.Status == 0, run.Error);
        Assert.Equal(["import", folder[Import.Length..]], command.Take(2));
        GeneratedFile.Verify($"{Folder}/{folder}/imported.yaml", copy.Read("imported.yaml"));
        var validated = await CliRun.RunAsync(copy.Path, "validate", "imported.yaml");
        Assert.True(validated.Status == 0, validated.Output);
    }

    private static bool IsImport(string folder) => folder.StartsWith(Import, StringComparison.Ordinal);

    private static string Title(string page)
    {
        var line = GeneratedFile.Read($"{Folder}/{page}").Split('\n')[0];
        Assert.StartsWith("# ", line, StringComparison.Ordinal);
        return line[2..];
    }
}
