using CsCheck;
using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Language;

public sealed class CommonNameTests
{
    private static readonly string[] Pieces = ["a", "b", "*", "**", "?", "/", "[ab]", "[!a]", "-"];

    [Theory]
    [InlineData("acme/web", "acme/web", "acme/web")]
    [InlineData("acme/*", "*/web", "acme/web")]
    [InlineData("acme/**", "**/web", "acme/web")]
    [InlineData("acme/api-*", "acme/*-server", "acme/api-server")]
    [InlineData("acme/*", "acme/**,!acme/a*", "acme/0")]
    [InlineData("acme/*", "acme/team/*", "")]
    [InlineData("acme/a*", "acme/b*", "")]
    [InlineData("acme/a*", "!acme/**", "")]
    [InlineData("acme/[a-c]*", "acme/**,!acme/a*,!acme/b*,!acme/c*", "")]
    [InlineData("acme/x", "!acme/x", "")]
    public void The_shortest_name_of_both_is_found(string left, string right, string expected) =>
        Assert.Equal(
            (expected.Length > 0, expected),
            CommonName.Find(List(left.Split(','), true), List(right.Split(','), true), isPath: true)
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_agrees_with_trying_all_short_names(bool isPath)
    {
        var names = Names(4).ToArray();
        var pattern = Gen.Int[0, Pieces.Length - 1]
            .Array[1, 4]
            .Select(p => string.Concat(p.Select(i => Pieces[i])))
            .Where(t => GlobParser.Parse(t, isPath, out _) is not null);
        var list = Gen.Select(pattern.Array[0, 2], pattern.Array[0, 2])
            .Select((wanted, excluded) => (string[])[.. wanted, .. excluded.Select(e => "!" + e)]);
        Gen.Select(list, list)
            .Sample(
                (left, right) =>
                {
                    var (one, other) = (List(left, isPath), List(right, isPath));
                    var (exists, name) = CommonName.Find(one, other, isPath);
                    Assert.True(exists is not true || (one.IsMatch(name) && other.IsMatch(name)), name);
                    Assert.True(
                        exists != false || !names.Any(n => one.IsMatch(n) && other.IsMatch(n)),
                        $"{one} and {other}: {names.FirstOrDefault(n => one.IsMatch(n) && other.IsMatch(n))}"
                    );
                },
                iter: 3000
            );
    }

    [Theory]
    [InlineData("_*", "_a*")]
    [InlineData("a-*", "*-")]
    [InlineData("*_", "?_")]
    public void Tags_may_begin_and_end_with_signs(string left, string right) =>
        Assert.True(CommonName.Find(List([left], false), List([right], false), isPath: false).Exists);

    [Fact]
    public void Hostile_patterns_end_in_doubt_and_not_in_hours()
    {
        var hostile = string.Concat(Enumerable.Repeat("*a", 40)) + "b";
        var lists = Enumerable.Range(0, 40).Select(i => $"!{string.Concat(Enumerable.Repeat("*ab?", 10 + i))}").ToArray();
        Assert.NotEqual(false, CommonName.Find(List([hostile, .. lists], false), List(["*b*", .. lists], false), isPath: false).Exists);
    }

    private static IEnumerable<string> Names(int longest) =>
        Enumerable
            .Range(1, longest)
            .Aggregate((IEnumerable<string>)[""], (all, _) => all.Concat(all.SelectMany(n => "abc-/".Select(c => n + c))).Distinct())
            .Where(n =>
                n.Length > 0
                && char.IsAsciiLetter(n[0])
                && char.IsAsciiLetter(n[^1])
                && !n.Contains("//", StringComparison.Ordinal)
                && !n.Contains("/-", StringComparison.Ordinal)
            );

    private static GlobList List(IEnumerable<string> globs, bool isPath)
    {
        var all = globs.Where(g => g.Length > 0).ToArray();
        return new(
            [.. all.Where(g => !g.StartsWith('!')).Select(g => GlobParser.Parse(g, isPath, out _)!)],
            [.. all.Where(g => g.StartsWith('!')).Select(g => GlobParser.Parse(g[1..], isPath, out _)!)]
        );
    }
}
