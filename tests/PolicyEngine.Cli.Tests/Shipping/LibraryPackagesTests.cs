using System.IO.Compression;

namespace PolicyEngine.Cli.Tests.Shipping;

/// <summary>The packages of the libraries have what their users need, and what their pages and the example show is true.</summary>
public sealed class LibraryPackagesTests(PackedLibraries libraries) : IClassFixture<PackedLibraries>
{
    private static readonly string s_layout = Path.Combine(TemporaryFolder.Repository, "examples", "registry");

    public static TheoryData<string> Libraries => [.. PackedLibraries.Packages.Keys];

    [Fact]
    public void Each_package_has_its_page_and_its_documentation_and_goes_with_those_of_its_version()
    {
        Assert.Equal(PackedLibraries.Packages.Count, libraries.Files.Count);
        Assert.All(libraries.Files, package =>
        {
            using var archive = ZipFile.OpenRead(package);
            var files = archive.Entries.Select(entry => entry.FullName).ToArray();
            Assert.Contains("README.md", files);
            Assert.Single(files, file =>
                file.StartsWith("lib/net10.0/", StringComparison.Ordinal) && file.EndsWith(".xml", StringComparison.Ordinal)
            );
            using var reader = new StreamReader(
                archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()
            );
            var specification = reader.ReadToEnd();
            Assert.DoesNotContain("Analyzers\" version", specification, StringComparison.Ordinal);
            Assert.Equal(
                !package.Contains("PolicyEngine.Core", StringComparison.Ordinal),
                specification.Contains($"<dependency id=\"PolicyEngine.Core\" version=\"[{libraries.Version}]\"", StringComparison.Ordinal)
            );
        });
    }

    /// <summary>A trimmed program, or a native one, keeps what report templates name.</summary>
    [Fact]
    public void The_package_of_reports_keeps_its_models_in_programs_that_are_trimmed()
    {
        using var archive = ZipFile.OpenRead(
            libraries.Files.Single(file => file.Contains("PolicyEngine.Reporting", StringComparison.Ordinal))
        );
        using var reader = new StreamReader(archive.GetEntry("buildTransitive/PolicyEngine.Reporting.targets")!.Open());
        Assert.Contains("<TrimmerRootAssembly Include=\"PolicyEngine.Reporting\" />", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task The_program_in_the_page_of_a_package_prints_what_the_page_shows(string library)
    {
        var ended = await libraries.RunSampleAsync(library, s_layout);

        Assert.Equal((Shown(PackedLibraries.PageOf(library)), "", 0), (ended.Output.ReplaceLineEndings("\n"), ended.Error, ended.Status));
    }

    [Fact]
    public async Task The_example_prints_what_its_page_shows()
    {
        var ended = await libraries.RunExampleAsync();

        Assert.Equal((Shown("examples/library/README.md"), 0), ((ended.Error + ended.Output).ReplaceLineEndings("\n"), ended.Status));
        Assert.Contains(
            "**nightlies**",
            await File.ReadAllTextAsync(Path.Combine(libraries.ExampleFolder, "plan.md")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_example_reads_a_layout()
    {
        var ended = await libraries.RunExampleAsync(s_layout);

        Assert.Equal(0, ended.Status);
        Assert.Contains("pr-1: Condemned by pull-requests", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("v1", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_lint_in_the_example_plans_nothing()
    {
        var policy = Path.Combine(libraries.ExampleFolder, "retention.yaml");
        var text = await File.ReadAllTextAsync(policy);
        await File.WriteAllTextAsync(policy, text.Replace("\"v*\", latest", "latest", StringComparison.Ordinal));
        var ended = await libraries.RunExampleAsync();
        await File.WriteAllTextAsync(policy, text);

        Assert.Equal((1, ""), (ended.Status, ended.Output));
        Assert.Contains("error ACME002: No entry of 'protect' covers releases such as 'v1.0.0'.", ended.Error, StringComparison.Ordinal);
    }

    private static string Shown(string page) => PackedLibraries.Block(page, "text");
}
