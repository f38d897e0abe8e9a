using System.CommandLine;
using System.Globalization;
using System.Reflection;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Commands;
using PolicyEngine.Cli.Manual;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.Documentation;

public sealed class ManualPagesTests
{
    private static readonly RootCommand s_root = CommandCatalog.Create(CliEnvironment.OfProcess());

    private static readonly Dictionary<string, string> s_pages = ManualPages
        .Render(s_root)
        .ToDictionary(p => p.File, p => p.Text, StringComparer.Ordinal);

    [Fact]
    public void Every_command_that_help_lists_has_a_page_with_all_its_options()
    {
        var commands = s_root.Subcommands.Where(c => !c.Hidden).ToArray();
        Assert.Equal(commands.Select(c => $"policyengine-{c.Name}.1").Append("policyengine.1").Order(), s_pages.Keys.Order());
        Assert.All(commands, command =>
        {
            var page = s_pages[$"policyengine-{command.Name}.1"];
            Assert.Contains($".SH NAME\npolicyengine\\-{command.Name} \\- ", page, StringComparison.Ordinal);
            Assert.All(command.Options.Where(o => !o.Hidden), o =>
                Assert.Contains($"\\fB{o.Name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", page, StringComparison.Ordinal)
            );
            Assert.All(command.Arguments.Where(a => !a.Hidden), a => Assert.Contains($"\\fI{a.Name}\\fR", page, StringComparison.Ordinal));
            Assert.Contains($"policyengine\\-{command.Name}(1)", s_pages["policyengine.1"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_page_of_the_program_has_every_exit_code() =>
        Assert.All(typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (int)f.GetRawConstantValue()!), code =>
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $".TP\n{code}\n"),
                s_pages["policyengine.1"],
                StringComparison.Ordinal
            )
        );

    [Fact]
    public void No_text_is_taken_for_a_macro()
    {
        string[] macros = [".TH", ".nh", ".ad", ".SH", ".TP", ".PP", ".RS", ".RE", ".EX", ".EE"];
        Assert.All(s_pages.Values.SelectMany(p => p.Split('\n')).Where(l => l.StartsWith('.') || l.StartsWith('\'')), l =>
            Assert.Contains(l.Split(' ')[0], macros)
        );
    }

    [Fact]
    public async Task The_hidden_command_writes_them_into_a_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "man"));
        Assert.Equal(new CliRun("", "", 0), await CliRun.RunAsync(folder.Path, "manual-pages", "man"));
        Assert.Equal(s_pages["policyengine-plan.1"], folder.Read("man/policyengine-plan.1"));
        var missing = await CliRun.RunAsync(folder.Path, "manual-pages", "nowhere");
        Assert.Equal(("", "error: The folder 'nowhere' does not exist.\n", 2), (missing.Output, missing.Error, missing.Status));
    }

    [SkippableTheory]
    [InlineData("mandoc", "-T", "lint", "-W", "warning")]
    [InlineData("groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-z")]
    public async Task Those_who_show_them_have_no_complaint(string program, params string[] arguments)
    {
        Skip.If(RealTool.Find(program) is null, $"Not installed: {program}.");
        using var folder = new TemporaryFolder();
        foreach (var (file, text) in s_pages)
        {
            folder.Write(file, text);
        }

        var shown = await TestProcess.RunAsync(program, [.. arguments, .. s_pages.Keys], folder.Path);
        Assert.Equal(new EndedProcess("", "", 0), shown);
    }
}
