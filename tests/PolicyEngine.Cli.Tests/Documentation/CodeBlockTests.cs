using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Commands;
using PolicyEngine.Cli.Tests.GitHub;
using PolicyEngine.Cli.Tests.Shipping;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.PolicyTests;
using PolicyEngine.Testing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Documentation;

/// <summary>
/// What pages show is true: policies compile, workflows are safe, commands and their options exist, links lead somewhere.
/// </summary>
public sealed partial class CodeBlockTests
{
    public static TheoryData<string> Pages => [.. PageBlock.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_code_is_right_or_marked_as_a_sketch(string page) =>
        AssertNone(
            PageBlock.Of(page, PageBlock.Read(page)).Select(block => Problem(block) is { } problem ? $"{block.Place}: {problem}" : null)
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_in_a_sentence_exists(string page)
    {
        var shown = Markdown
            .Parse(PageBlock.Read(page))
            .Descendants<CodeInline>()
            .Select(code => code.Content)
            .Where(code =>
                code.StartsWith("policyengine ", StringComparison.Ordinal) && !code.Contains("COMMAND", StringComparison.Ordinal)
            );
        AssertNone(
            shown.SelectMany(code => ShownCommands.Of(code)).Where(command => command.Count != 2 || !IsCommand(command[1])).Select(Problem)
        );
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_to_a_file(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(TemporaryFolder.Repository, page))!;
        var links = Markdown
            .Parse(PageBlock.Read(page))
            .Descendants<LinkInline>()
            .Select(link => link.Url!.Split('#')[0])
            .Where(url => url.Length > 0 && !url.Contains("://", StringComparison.Ordinal));
        AssertNone(links.Where(url => !Path.Exists(Path.Combine(folder, url))));
    }

    [Fact]
    public void The_pages_show_policies_tests_workflows_and_commands()
    {
        Assert.True(PageBlock.All.Count(b => b.IsWorkflow) >= 4);
        Assert.Contains(PageBlock.All, b => b.Keys.Contains("rules"));
        Assert.True(
            PageBlock
                .All.Where(b => b.Language is "sh" or "console")
                .SelectMany(ShownCommands.Of)
                .Count(c => ShownCommands.OfProgram(c) is not null) >= 20
        );
    }

    [Theory]
    [InlineData("```\nwithout a language\n```")]
    [InlineData("```lua\nprint(1)\n```")]
    [InlineData("```csharp\nvar plan = Planner.Make(compilation);\n```")]
    [InlineData("```csharp\nusing PolicyEngine.Text;\nusing PolicyEngine.Compiling;\n```")]
    [InlineData("```json\n{ \"a\": }\n```")]
    [InlineData("```yaml\nversion: 1\nrules: [{ id: a, delet: all }]\n```")]
    [InlineData("```yaml\nversion: 1\nrules: [{ id: a, match: { tags: [a }] }]\n```")]
    [InlineData("```yaml\npolicy: a.yaml\ntests: [{ nam: a }]\n```")]
    [InlineData("```yaml\njobs: { a: { steps: [{ uses: other/action@v1 }] } }\n```")]
    [InlineData("```yaml\njobs: { a: { steps: [{ run: 'echo ${{ github.head_ref }}' }] } }\n```")]
    [InlineData("```yaml\nsomething: else\n```")]
    [InlineData("```console\n$ policyengine plann\n```")]
    [InlineData("```console\n$ cd policies && POLICYENGINE_TOKEN=x policyengine plan --targt ghcr.io/acme/web\n```")]
    [InlineData("```sh\npolicyengine plan \\\n  --no-such-option > /dev/null\n```")]
    [InlineData("```console\n$ dotnet run --project src/PolicyEngine.Cli -- validat\n```")]
    [InlineData("```console\n$ dotnet run --project src/NoSuchProject\n```")]
    public void A_wrong_block_is_found(string text)
    {
        Assert.NotNull(Problem(Assert.Single(PageBlock.Of("page.md", text))));
        Assert.Null(Problem(Assert.Single(PageBlock.Of("page.md", "<!-- sketch -->\n" + text))));
    }

    [Theory]
    [InlineData(
        "```console\n$ policyengine plan policies --report \"$GITHUB_STEP_SUMMARY\" > plan.txt || cat plan.txt\nplann: this is printed\n```"
    )]
    [InlineData("```csharp\nif (compilation.HasErrors)\n{\n    return 1;\n}\n```")]
    [InlineData("```sh\n# policyengine plann\npolicyengine validate \\\n  --fix\n```")]
    public void A_right_block_is_not(string text) => Assert.Null(Problem(Assert.Single(PageBlock.Of("page.md", text))));

    /// <summary>
    /// The address of the project is written in Directory.Build.props; <c>POLICYENGINE_UPDATE=1</c> writes it into the pages and examples.
    /// </summary>
    [Fact]
    public void Pages_and_examples_name_the_project_at_its_address_and_in_its_version()
    {
        var examples = Directory
            .EnumerateFiles(Path.Combine(TemporaryFolder.Repository, "examples"), "*.y*ml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(TemporaryFolder.Repository, path));
        foreach (var file in PageBlock.Pages.Where(page => page is not ("schema/language.md" or "schema/diagnostics.md")).Concat(examples))
        {
            var text = Address().Replace(PageBlock.Read(file), m => $"{m.Groups["before"].Value}{ProgramBuild.Repository}");
            GeneratedFile.Verify(file, Version().Replace(text, $"{ProgramBuild.Repository}@v{ProgramBuild.Version}"));
        }
    }

    private static void AssertNone(IEnumerable<string?> problems)
    {
        var found = string.Join('\n', problems.OfType<string>());
        Assert.True(found.Length == 0, found);
    }

    /// <summary>A sentence may name a command without what it needs.</summary>
    private static bool IsCommand(string word) => CommandCatalog.Create(CliEnvironment.OfProcess()).Subcommands.Any(c => c.Name == word);

    private static string? Problem(PageBlock block)
    {
        if (block.IsSketch)
        {
            return null;
        }

        try
        {
            return block.Language switch
            {
                "text" => null,
                "json" => Json(block.Text),
                "yaml" => Yaml(block),
                "csharp" => Lifted(block),
                "sh" or "console" => ShownCommands.Of(block).Select(Problem).FirstOrDefault(p => p is not null),
                _ => $"'{block.Language}' is not checked: use text, json, yaml, csharp, sh or console, or write <!-- sketch --> before it.",
            };
        }
        catch (Xunit.Sdk.XunitException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// Code is compiled and run where it comes from: lines of the example, in their order, however they are indented. That in the page of a
    /// package is a program of its own, which <see cref="LibraryPackagesTests"/> runs.
    /// </summary>
    private static string? Lifted(PageBlock block) =>
        PackedLibraries.Pages.Contains(block.Page)
        || Directory
            .EnumerateFiles(Path.Combine(TemporaryFolder.Repository, "examples", "library"), "*.cs")
            .Any(file => Unindented(File.ReadAllText(file)).Contains(Unindented(block.Text), StringComparison.Ordinal))
            ? null
            : "It is not a part of a file of examples/library.";

    private static string Unindented(string code) => string.Concat(code.Trim().Split('\n').Select(line => $"\n{line.Trim()}")) + "\n";

    private static string? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string? Yaml(PageBlock block)
    {
        var source = SourceText.From(block.Place, block.Text);
        if (block.IsWorkflow)
        {
            WorkflowSteps.AssertSafe(block.Place, block.Text);
            return null;
        }

        // What has no version yet is a part of a policy.
        var part = SourceText.From(block.Place, "version: 1\n" + block.Text);
        return block.Keys switch
        {
            var keys when keys.Contains("tests") => Errors(PolicyTestCompiler.Compile(source).Diagnostics),
            var keys when keys.Contains("version") => Errors(PolicyCompiler.Compile([source], new CompilerOptions()).Diagnostics),
            var keys when keys.Contains("rules") => Errors(PolicyCompiler.Compile([part], new CompilerOptions()).Diagnostics),
            _ => "It is not a policy, a policy test or a workflow.",
        };
    }

    private static string? Errors(IEnumerable<Diagnostic> diagnostics) =>
        DiagnosticText.Render([.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)]) is { Length: > 0 } text ? text : null;

    private static string? Problem(IReadOnlyList<string> command)
    {
        if (ShownCommands.OfProgram(command) is { } arguments)
        {
            var parsed = CommandCatalog
                .Create(CliEnvironment.OfProcess())
                .Parse([.. arguments], new ParserConfiguration { ResponseFileTokenReplacer = null });
            return parsed.Errors.Count == 0 ? null : $"policyengine {string.Join(' ', arguments)}: {parsed.Errors[0].Message}";
        }

        var project = command is ["dotnet", ..] ? command.SkipWhile(w => w != "--project").ElementAtOrDefault(1) : null;
        return project is null || Path.Exists(Path.Combine(TemporaryFolder.Repository, project))
            ? null
            : $"The project {project} does not exist.";
    }

    [GeneratedRegex(@"(?<before>(raw\.githubusercontent|github)\.com/)[\w-]+/policyengine\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\w-]+/policyengine@v[0-9][\w.-]*")]
    private static partial Regex Version();
}
