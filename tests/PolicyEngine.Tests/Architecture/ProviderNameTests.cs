using System.Text.RegularExpressions;
using PolicyEngine.Oci;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>What is particular to a provider is a value of <see cref="RegistryKind"/>:
/// nothing else of the sources knows a provider by its name.</summary>
public sealed class ProviderNameTests
{
    private const string Home = "src/PolicyEngine/Oci/RegistryKind.cs";

    private static readonly Regex s_literal = new(
        $"\"(?:{string.Join('|', RegistryKind.All.Select(k => Regex.Escape(k.Name)))})(?:\"|:[\"{{])",
        RegexOptions.None,
        TimeSpan.FromSeconds(5)
    );

    [Fact]
    public void Providers_are_named_in_one_place()
    {
        var found = Sources()
            .SelectMany(path =>
                File.ReadLines(Path.Combine(GeneratedFile.Root, path)).Where(NamesProvider).Select(line => $"{path}: {line.Trim()}")
            )
            .ToArray();

        Assert.True(found.Length == 0, $"Ask the RegistryKind instead:\n{string.Join('\n', found)}");
        Assert.All(RegistryKind.All, kind => Assert.Contains($"\"{kind.Name}\"", GeneratedFile.Read(Home), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("if (info.Provider == \"ghcr\")")]
    [InlineData("target is { Provider: \"oci-layout\" }")]
    [InlineData("$\"oci-layout:{path}\"")]
    [InlineData("\"oci\" => 1,")]
    public void Every_way_to_name_one_is_found(string line) => Assert.True(NamesProvider(line));

    [Theory]
    [InlineData("Examples = [\"ghcr.io\"]")]
    [InlineData("/// <summary>The provider, as in \"ghcr\".</summary>")]
    [InlineData("(\"oci-layout:./registry\", \"One layout\")")]
    public void Examples_and_comments_are_not(string line) => Assert.False(NamesProvider(line));

    private static bool NamesProvider(string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && s_literal.IsMatch(line);

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(GeneratedFile.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(GeneratedFile.Root, path).Replace('\\', '/'))
            .Where(path =>
                path != Home
                && !path.Contains("/obj/", StringComparison.Ordinal)
                && !path.Contains("/PolicyEngine.Registry/Providers/", StringComparison.Ordinal)
            );
}
