using System.Text.RegularExpressions;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Architecture;

/// <summary>
/// A switch over one of our enumerations names each member, so that a new member does not compile
/// (CS8509) until each table has its word. A last arm <c>_ => "…"</c> would give it the word of another.
/// </summary>
public sealed class EnumSwitchTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly string[] s_sources =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(GeneratedFile.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    private static readonly HashSet<string> s_enums =
    [
        .. s_sources
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), @"\benum (\w+)", RegexOptions.None, s_timeout))
            .Select(m => m.Groups[1].Value),
    ];

    [Fact]
    public void No_arm_stands_for_members_without_naming_them()
    {
        var found = s_sources
            .SelectMany(path => Discards(File.ReadAllText(path)).Select(arm => $"{Path.GetRelativePath(GeneratedFile.Root, path)}: {arm}"))
            .ToArray();

        Assert.True(found.Length == 0, $"Name the members:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("x switch\n{\n    ApplyOutcome.Done => \"done\",\n    _ => \"failed\",\n}")]
    [InlineData("x switch\n{\n    Fate.Keep or Fate.Delete\n        => 1,\n    Fate.Retain when y => 2,\n    _ => 3,\n}")]
    [InlineData("x switch { Fate.Keep => 1, _ => 2 }")]
    public void Discards_are_found(string code) => Assert.Single(Discards(code));

    [Theory]
    [InlineData("x switch\n{\n    Fate.Keep => 1,\n    _ => throw new UnreachableException(),\n}")]
    [InlineData("x switch\n{\n    HttpStatusCode.NotFound => 1,\n    _ => 2,\n}")]
    [InlineData("x switch\n{\n    (ApplyOutcome.Done, ApplyAction.Tag) => 1,\n    (ApplyOutcome.Done, _) => 2,\n}")]
    [InlineData("x switch\n{\n    Fate.Keep => 1,\n    Fate.Delete => 2,\n}\ny switch\n{\n    \"a\" => 1,\n    _ => 2,\n}")]
    public void Other_switches_are_not(string code) => Assert.Empty(Discards(code));

    /// <summary>The discard arms of switches of which an arm begins with a member of one of our enumerations.</summary>
    private static IEnumerable<string> Discards(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart();
            var indent = lines[i].Length - line.Length;
            if (
                Regex.IsMatch(line, @"^_ => (?!throw\b)", RegexOptions.None, s_timeout)
                && lines
                    .Take(i)
                    .Reverse()
                    .TakeWhile(l => l.Length == 0 || l.Length - l.TrimStart().Length >= indent)
                    .Any(l => l.Length - l.TrimStart().Length == indent && NamesMember(l))
            )
            {
                yield return line;
            }

            foreach (
                Match match in Regex.Matches(line, @"switch \{ (?<first>\w+\.\w+)[^{}]*\b_ => (?!throw\b)", RegexOptions.None, s_timeout)
            )
            {
                if (NamesMember(match.Groups["first"].Value))
                {
                    yield return line;
                }
            }
        }
    }

    private static bool NamesMember(string text) =>
        Regex.Match(text, @"^\s*(\w+)\.\w+", RegexOptions.None, s_timeout) is { Success: true } match
        && s_enums.Contains(match.Groups[1].Value);
}
