using System.Text.RegularExpressions;
using PolicyEngine.Cli.Base;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Shipping;

/// <summary>The component for GitLab, which is made of what 'init --ci gitlab' writes.</summary>
public sealed partial class GitLabComponentTests
{
    [SkippableFact]
    public async Task Every_input_is_declared_and_used()
    {
        Skip.If(OperatingSystem.IsWindows(), "The release is made on Linux.");
        using var folder = new TemporaryFolder();
        var script = Path.Combine(TemporaryFolder.Repository, ".github", "release", "gitlab-component");
        var made = await TestProcess.RunAsync("bash", [script, Path.Combine(AppContext.BaseDirectory, "policyengine"), folder.Path]);
        Assert.True(made.Status == 0, made.Error);

        var parts = folder.Read("templates/retention.yml").Split("\n---\n");
        Assert.Equal(2, parts.Length);
        var spec = Mapping(Mapping(Mapping(Parse(parts[0])).Find("spec")!.Value).Find("inputs")!.Value);
        Assert.All(spec.Properties, input => Assert.NotNull(Mapping(input.Value).Find("default")));
        Assert.All(spec.Properties, input => Assert.NotNull(Mapping(input.Value).Find("description")));
        var used = Uses().Matches(parts[1]).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(spec.Properties.Select(p => p.Name).Order(StringComparer.Ordinal), used);
        Assert.Equal([".policyengine", "retention check", "retention"], Mapping(Parse(parts[1])).Properties.Select(p => p.Name));
        Assert.Contains($"$[[ inputs.releases ]]/v{ProgramBuild.Version}/", parts[1], StringComparison.Ordinal);
        Assert.Contains($"{ProgramBuild.Home}/releases/download", parts[0], StringComparison.Ordinal);
    }

    private static SyntaxNode Parse(string text)
    {
        // Inputs stand where GitLab puts text before it parses; without quotes they would be lists here.
        var tree = SyntaxTree.Parse(SourceText.From("retention.yml", Uses().Replace(text, "input")));
        Assert.Empty(tree.Diagnostics.Where(d => d.Severity == Diagnostics.DiagnosticSeverity.Error));
        return tree.Root!;
    }

    private static MappingSyntax Mapping(SyntaxNode node) => Assert.IsType<MappingSyntax>(node);

    [GeneratedRegex(@"\$\[\[ inputs\.(?<name>[a-z-]+) \]\]")]
    private static partial Regex Uses();
}
