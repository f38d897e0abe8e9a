namespace PolicyEngine.Cli.Tests;

/// <summary>Every file of <c>tests/fixtures/scenarios</c>. <c>POLICYENGINE_UPDATE=1</c>
/// renews what the commands print: review the difference.</summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Path.Combine(TemporaryFolder.Repository, "tests", "fixtures", "scenarios");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.scenario").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_scenario_prints_what_it_says(string name)
    {
        var path = Path.Combine(Folder, name + ".scenario");
        var scenario = Scenario.Parse(await File.ReadAllTextAsync(path));
        var run = await scenario.RunAsync();
        if (Environment.GetEnvironmentVariable("POLICYENGINE_UPDATE") == "1")
        {
            await File.WriteAllTextAsync(path, run.ToString());
        }
        else
        {
            Assert.Equal(scenario.ToString(), run.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_scenario_prints_the_same_bytes_each_time(string name)
    {
        var scenario = Scenario.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".scenario")));
        Assert.Equal((await scenario.RunAsync()).ToString(), (await scenario.RunAsync()).ToString());
    }

    [Fact]
    public async Task Every_command_has_a_scenario_and_its_help_is_in_one()
    {
        using var folder = new TemporaryFolder();
        var help = (await CliRun.RunAsync(folder.Path, "--help")).Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..]
            .Split('\n')
            .Skip(1)
            .TakeWhile(l => l.Length > 0)
            .Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l[2] != ' ')
            .Select(l => l.Trim().Split(' ')[0])
            .ToArray();
        var scenarios = string.Concat(Directory.EnumerateFiles(Folder, "*.scenario").Select(File.ReadAllText));
        Assert.NotEmpty(commands);
        Assert.All(commands, c => Assert.Contains($"policyengine {c} ", scenarios, StringComparison.Ordinal));
        Assert.All(commands, c => Assert.Contains($"policyengine {c} --help", scenarios, StringComparison.Ordinal));
    }
}
