using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>Tests never depend on the terminal, the language or the time zone they run
/// in: programs are started in one place, which sets these. Skips say why.</summary>
public sealed partial class TestSurroundingsTests
{
    private const string Own = "PolicyEngine.Tests/Architecture/TestSurroundingsTests.cs";

    [Fact]
    public void Only_one_file_starts_programs() => Assert.Equal(["PolicyEngine.Testing/TestProcess.cs"], Files(Start()));

    [Fact]
    public void Every_skip_says_why() => Assert.Empty(Files(SilentSkip()));

    [Fact]
    public void No_test_passes_where_the_system_cannot_run_it() => Assert.Empty(Files(SilentReturn()));

    [Theory]
    [InlineData("new ProcessStartInfo(\"dotnet\")")]
    [InlineData("System.Diagnostics.Process.Start(\"mkfifo\")")]
    [InlineData("new Process { }")]
    [InlineData("new Process()")]
    [InlineData("new System.Diagnostics.Process\n{")]
    [InlineData("ProcessStartInfo start = new(\"dotnet\");")]
    public void Every_way_to_start_one_is_looked_for(string call) => Assert.Matches(Start(), call);

    [Theory]
    [InlineData("Skip.If(OperatingSystem.IsWindows());", true)]
    [InlineData("Skip.IfNot(isThere, \"\");", true)]
    [InlineData("throw new SkipException();", true)]
    [InlineData("Skip.If(OperatingSystem.IsWindows(), \"There is no ulimit.\");", false)]
    [InlineData("Skip.If(missing is not null, $\"No editor's backend: {missing}.\");", false)]
    [InlineData("throw new SkipException(\"The helper is a shell script.\");", false)]
    public void What_a_silent_skip_is(string call, bool isSilent) => Assert.Equal(isSilent, SilentSkip().IsMatch(call));

    [Theory]
    [InlineData("if (OperatingSystem.IsWindows())\n        {\n            return;", true)]
    [InlineData("if (Environment.UserName != \"root\")\n        {\n            return;", true)]
    [InlineData("if (OperatingSystem.IsWindows())\n        {\n            throw", false)]
    public void What_a_silent_return_is(string code, bool isSilent) => Assert.Equal(isSilent, SilentReturn().IsMatch(code));

    private static string[] Files(Regex call)
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath())!, "../.."));
        return
        [
            .. Directory
                .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(path =>
                    !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && call.IsMatch(File.ReadAllText(path))
                )
                .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
                .Where(path => path != Own)
                .Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex(@"\bProcessStartInfo\b|(?<!\w)Process\.Start\(|new (System\.Diagnostics\.)?Process\s*[({]")]
    private static partial Regex Start();

    [GeneratedRegex("""Skip\.If(Not)?\((?![^;]*,\s*\$?"[^"])|new SkipException\(\)""")]
    private static partial Regex SilentSkip();

    [GeneratedRegex(@"if \([^)\n]*(OperatingSystem\.|Environment\.UserName|RuntimeInformation\.)[^\n]*\)\s*\{\s*return;")]
    private static partial Regex SilentReturn();

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
