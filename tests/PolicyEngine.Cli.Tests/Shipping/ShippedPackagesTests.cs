using System.Text.Json.Nodes;
using System.Xml.Linq;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Shipping;

/// <summary>What ships beside our own code is what the lock file says, byte for byte, under licences that allow it.</summary>
public sealed class ShippedPackagesTests
{
    /// <summary>What builds the program, and is not in it.</summary>
    private static readonly string[] s_tools =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers",
        "Microsoft.NET.ILLink.Tasks",
        "Vecc.YamlDotNet.Analyzers.StaticGenerator",
    ];

    private static readonly string[] s_licences = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

    /// <summary>Licences of packages that only name the address of theirs.</summary>
    private static readonly Dictionary<string, string> s_addresses = new(StringComparer.Ordinal)
    {
        ["https://github.com/dazinator/DotNet.Glob/blob/master/LICENSE"] = "MIT",
    };

    private static readonly JsonNode s_built = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policyengine.deps.json"))
    )!;

    private static readonly Dictionary<string, JsonNode> s_locked = JsonNode.Parse(
        GeneratedFile.Read("src/PolicyEngine.Cli/packages.lock.json")
    )!["dependencies"]!["net10.0"]!
        .AsObject()
        .Where(p => (string)p.Value!["type"]! != "Project")
        .ToDictionary(p => $"{p.Key}/{(string)p.Value!["resolved"]!}", p => p.Value!, StringComparer.Ordinal);

    /// <summary>The packages of the program as it was built, with their hashes.</summary>
    private static Dictionary<string, string> Shipped { get; } =
        s_built["libraries"]!
            .AsObject()
            .Where(l => (string)l.Value!["type"]! == "package")
            .ToDictionary(l => l.Key, l => (string)l.Value!["sha512"]!, StringComparer.Ordinal);

    [Fact]
    public void The_packages_in_the_program_are_those_of_the_lock_file()
    {
        var expected = s_locked
            .Where(p => !s_tools.Contains(p.Key.Split('/')[0]))
            .ToDictionary(p => p.Key, p => $"sha512-{(string)p.Value["contentHash"]!}");
        Assert.NotEmpty(expected);
        Assert.Equal(expected.OrderBy(p => p.Key, StringComparer.Ordinal), Shipped.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Each_assembly_beside_the_program_is_our_own_or_the_one_in_its_package()
    {
        var target = s_built["targets"]![(string)s_built["runtimeTarget"]!["name"]!]!.AsObject();
        var packaged = target
            .Where(l => Shipped.ContainsKey(l.Key))
            .SelectMany(l => (l.Value!["runtime"]?.AsObject() ?? []).Select(file => Path.Combine(PackageFolder(l.Key), file.Key)))
            .ToDictionary(path => Path.GetFileName(path), path => path, StringComparer.Ordinal);
        string[] own = ["policyengine.dll", "PolicyEngine.Core.dll", "PolicyEngine.Registry.dll", "PolicyEngine.Reporting.dll"];

        var assemblies = Directory.GetFiles(ProgramFolder, "*.dll", SearchOption.AllDirectories);
        Assert.True(assemblies.Length > own.Length);
        Assert.All(assemblies, assembly =>
        {
            var name = Path.GetFileName(assembly);
            if (!own.Contains(name))
            {
                Assert.True(packaged.TryGetValue(name, out var original), $"{name} is of no package.");
                Assert.True(
                    File.ReadAllBytes(assembly).AsSpan().SequenceEqual(File.ReadAllBytes(original)),
                    $"{name} is not the one in its package."
                );
            }
        });
    }

    [Fact]
    public void Every_package_in_the_program_has_a_licence_that_allows_it_and_is_listed()
    {
        var lines = Shipped
            .Keys.Order(StringComparer.OrdinalIgnoreCase)
            .Select(package =>
            {
                var (name, version) = (package.Split('/')[0], package.Split('/')[1]);
                var about = XDocument
                    .Load(Path.Combine(PackageFolder(package), $"{name.ToLowerInvariant()}.nuspec"))
                    .Root!.Elements()
                    .Single();
                string? Say(string element) => about.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value.Trim();
                var written = about
                    .Elements()
                    .FirstOrDefault(e => e.Name.LocalName == "license" && (string?)e.Attribute("type") == "expression")
                    ?.Value;
                var licence = written ?? s_addresses.GetValueOrDefault(Say("licenseUrl") ?? "");
                Assert.True(s_licences.Contains(licence), $"{package}: the licence is {licence ?? Say("licenseUrl") ?? "not stated"}.");
                return $"- {name} {version}: {licence}. {Say("copyright") ?? $"Copyright {Say("authors")}"}\n";
            });
        GeneratedFile.Verify(".github/release/third-party.txt", string.Concat(lines));
        Assert.All(s_licences, licence =>
            Assert.Contains($"\n{licence}\n---", GeneratedFile.Read(".github/release/licence-texts.txt"), StringComparison.Ordinal)
        );
    }

    /// <summary>The program as its own project builds it, in the configuration of the tests.</summary>
    private static string ProgramFolder
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return GeneratedFile.FullPath(Path.Combine("src", "PolicyEngine.Cli", "bin", framework.Parent!.Name, framework.Name));
        }
    }

    /// <summary>Where the packages of all builds on this machine are.</summary>
    internal static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string PackageFolder(string package) => Path.Combine(Packages, package.ToLowerInvariant());
}
