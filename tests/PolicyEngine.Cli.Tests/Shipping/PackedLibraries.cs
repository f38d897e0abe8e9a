using System.Collections.Immutable;
using PolicyEngine.Cli.Tests.Documentation;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Shipping;

/// <summary>
/// The libraries as a stranger gets them: packed, from a folder of packages, in projects outside of this repository: the example, and the
/// program in the page of each package. Packs and builds once for all tests.
/// </summary>
public sealed class PackedLibraries : IAsyncLifetime, IDisposable
{
    private const string Example = "examples/library";

    /// <summary>No server of the build may outlive it: it would hold the pipes of the test.</summary>
    private static readonly ImmutableDictionary<string, string?> s_variables = ImmutableDictionary
        .Create<string, string?>(StringComparer.Ordinal)
        .Add("MSBUILDDISABLENODEREUSE", "1")
        .Add("DOTNET_CLI_USE_MSBUILD_SERVER", "0")
        .Add("DOTNET_CLI_TELEMETRY_OPTOUT", "1");

    private readonly TemporaryFolder _folder = new();

    /// <summary>The libraries: the folder of each below <c>src</c>, and the name of its package.</summary>
    public static ImmutableSortedDictionary<string, string> Packages { get; } =
        ImmutableSortedDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("PolicyEngine", "PolicyEngine.Core")
            .Add("PolicyEngine.Registry", "PolicyEngine.Registry")
            .Add("PolicyEngine.Reporting", "PolicyEngine.Reporting");

    /// <summary>The page of each package.</summary>
    public static ImmutableArray<string> Pages { get; } = [.. Packages.Keys.Select(PageOf)];

    /// <summary>The version of this run: NuGet keeps what it has seen of a version for ever.</summary>
    public string Version { get; } = $"{Written}-test.{Guid.NewGuid():N}";

    /// <summary>The packages.</summary>
    public IReadOnlyList<string> Files => Directory.GetFiles(Path.Combine(_folder.Path, "feed"));

    /// <summary>The folder of the example's project.</summary>
    public string ExampleFolder => Path.Combine(_folder.Path, "library");

    private static string Written => GeneratedFile.Read("Directory.Build.props").Split("<Version>")[1].Split('<')[0];

    /// <summary>The page of a package.</summary>
    public static string PageOf(string library) => $"src/{library}/README.md";

    /// <summary>The only block of a page in a language.</summary>
    public static string Block(string page, string language) =>
        PageBlock.Of(page, PageBlock.Read(page)).Single(block => block.Language == language).Text;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (var library in Packages.Keys)
        {
            await PackAsync(library);
            _folder.Write($"{library}/Sample.{library}.csproj", Project(Packages[library]));
            _folder.Write($"{library}/Program.cs", Block(PageOf(library), "csharp"));
        }

        foreach (var file in Directory.GetFiles(Path.Combine(TemporaryFolder.Repository, Example)))
        {
            _folder.Write(Path.Combine("library", Path.GetFileName(file)), await File.ReadAllBytesAsync(file));
        }

        const string ProjectFile = "library/Retention.csproj";
        var project = _folder.Read(ProjectFile);
        Assert.Contains($"Version=\"{Written}\"", project, StringComparison.Ordinal);
        _folder.Write(ProjectFile, project.Replace($"Version=\"{Written}\"", $"Version=\"{Version}\"", StringComparison.Ordinal));
        _folder.Write("NuGet.config", Configuration);
        var projects = Packages.Keys.Select(library => $"{library}/Sample.{library}.csproj").Append(ProjectFile);
        _folder.Write("all.slnx", $"<Solution>{string.Concat(projects.Select(path => $"<Project Path=\"{path}\" />"))}</Solution>\n");
        string[] quick = ["-p:UseSharedCompilation=false", "-p:NuGetAudit=false"];
        await DotnetAsync(_folder.Path, ["build", "all.slnx", "--nologo", "--verbosity", "quiet", "-warnaserror", .. quick]);
    }

    /// <summary>Runs the program in the page of a package.</summary>
    public Task<EndedProcess> RunSampleAsync(string library, params string[] arguments) =>
        RunAsync(Path.Combine(_folder.Path, library), $"Sample.{library}", arguments);

    /// <summary>Runs the example.</summary>
    public Task<EndedProcess> RunExampleAsync(params string[] arguments) => RunAsync(ExampleFolder, "Retention", arguments);

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static Task<EndedProcess> RunAsync(string folder, string program, string[] arguments) =>
        TestProcess.RunAsync("dotnet", [Path.Combine(folder, "bin", "Debug", "net10.0", $"{program}.dll"), .. arguments], folder);

    /// <summary>What <c>dotnet new console</c> writes, with a package.</summary>
    private string Project(string package) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version}" />
              </ItemGroup>
            </Project>
            """;

    /// <summary>The packages of this run. Those that they need are on this machine: the build of the libraries needed them too.</summary>
    private static string Configuration =>
        $"""
            <configuration>
              <fallbackPackageFolders><add key="machine" value="{ShippedPackagesTests.Packages}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="feed" /></packageSources>
            </configuration>
            """;

    private Task PackAsync(string library) =>
        DotnetAsync(
            TemporaryFolder.Repository,
            [
                "pack",
                $"src/{library}",
                "--no-build",
                "--nologo",
                "--verbosity",
                "quiet",
                "--configuration",
                new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
                "--output",
                Path.Combine(_folder.Path, "feed"),
                "-p:PackLibraries=true",
                $"-p:Version={Version}",
                $"-p:NuspecOutputPath={_folder.Path}/nuspec/",
            ]
        );

    private async Task DotnetAsync(string folder, string[] arguments)
    {
        var cache = arguments[0] == "pack" ? s_variables : s_variables.Add("NUGET_PACKAGES", Path.Combine(_folder.Path, "packages"));
        var ended = await TestProcess.RunAsync("dotnet", arguments, folder, cache);
        Assert.True(ended.Status == 0, $"dotnet {string.Join(' ', arguments)}:\n{ended.Output}{ended.Error}");
    }
}
