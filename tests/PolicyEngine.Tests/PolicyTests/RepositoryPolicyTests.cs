using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Inputs;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.PolicyTests;

/// <summary>The policies that users copy, and the examples of other systems' documentation, do what their tests say.</summary>
public sealed class RepositoryPolicyTests
{
    public static TheoryData<string> TestFiles =>
        [
            .. PolicyTestFolder
                .Files("policies")
                .Concat(PolicyTestFolder.Files("examples"))
                .Concat(PolicyTestFolder.Files("tests/fixtures/worked")),
        ];

    public static TheoryData<string> Policies =>
        [
            .. new[] { "policies", "examples" }
                .Concat(Recipes)
                .SelectMany(folder =>
                    Directory.EnumerateFiles(GeneratedFile.FullPath(folder), "*.yaml").Select(f => $"{folder}/{Path.GetFileName(f)}")
                )
                .Where(f => !f.EndsWith(PolicyTestFile.Extension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The folders of the cookbook. Policies that 'import' has written say what their originals say, and may warn of it.</summary>
    private static IEnumerable<string> Recipes =>
        Directory
            .EnumerateDirectories(GeneratedFile.FullPath("examples/cookbook"))
            .Select(folder => $"examples/cookbook/{Path.GetFileName(folder)}")
            .Where(folder => !folder.StartsWith("examples/cookbook/from-", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(TestFiles))]
    public void Every_test_file_of_the_repository_passes(string path)
    {
        var result = PolicyTestFolder.Run(path);

        Assert.NotEmpty(result.Tests);
        Assert.False(result.HasErrors, DiagnosticText.Render(result.Diagnostics));
        Assert.Equal("", string.Join('\n', result.Tests.SelectMany(t => t.Failures).Select(f => DiagnosticText.Render(f.Diagnostic))));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_policy_is_clean_and_has_a_test_for_each_rule(string path)
    {
        var text = GeneratedFile.Read(path);
        var testPath = path.Replace(".yaml", PolicyTestFile.Extension, StringComparison.Ordinal);

        var diagnostics = PolicyCompiler
            .Compile([SourceText.From(path, text)], new CompilerOptions { Inputs = InputValues.None with { Variable = _ => "1" } })
            .Diagnostics;
        var result = PolicyTestFolder.Run(testPath);

        Assert.Equal("", DiagnosticText.Render(diagnostics));
        Assert.Equal("", DiagnosticText.Render(result.Diagnostics));
        Assert.Empty(new PolicyTestRun([result]).NotExercised);
        Assert.StartsWith(Modeline(path, "policy"), text, StringComparison.Ordinal);
        Assert.StartsWith(Modeline(testPath, "policytest"), GeneratedFile.Read(testPath), StringComparison.Ordinal);
    }

    private static string Modeline(string path, string schema)
    {
        var up = string.Concat(Enumerable.Repeat("../", path.Count(c => c == '/')));
        return $"# yaml-language-server: $schema={up}schema/{schema}.schema.json\n";
    }
}
