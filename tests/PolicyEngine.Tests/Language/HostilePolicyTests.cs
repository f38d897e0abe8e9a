using System.Globalization;
using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>What is too large for a page. Each would run for minutes, or out of memory, if it were read in the obvious way.</summary>
public sealed class HostilePolicyTests
{
    [Fact]
    public void A_glob_that_backtracks_elsewhere_is_matched_at_once()
    {
        // 26 stars on tags of 128 characters: a backtracking matcher would not end.
        var pattern = string.Concat(Enumerable.Repeat("*a", 26)) + "*b";
        var compilation = Compile(
            $$"""
            version: 1
            rules:
              - { id: old, match: { tags: "{{pattern}}" }, delete: all }
            """
        );
        var plan = Planner.Create(
            compilation,
            [GraphText.Parse($"a tags={new string('a', 128)} pushed=2026-01-01\nb tags={new string('a', 127)}b pushed=2026-01-01")],
            LanguageFixture.Now
        );
        Assert.Equal("b", GraphText.NameOf(Assert.Single(plan.Repositories[0].Delete).Digest));
    }

    [Fact]
    public void Ten_thousand_globs_are_one_diagnostic()
    {
        var globs = string.Join(", ", Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i}*")));
        Assert.Equal(["PE1015"], Ids($"version: 1\nrules: [{{ id: old, match: {{ tags: [{globs}] }}, delete: all }}]"));
    }

    [Fact]
    public void Two_thousand_globs_in_one_list_are_one_diagnostic()
    {
        var globs = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"a{i}*")));
        Assert.Equal(["PE2015"], Ids($"version: 1\nrules: [{{ id: old, match: {{ tags: [{globs}] }}, delete: all }}]"));
    }

    [Theory]
    [InlineData("tags", "PE2010")]
    [InlineData("older-than", "PE2003")]
    [InlineData("digests", "PE2012")]
    [InlineData("kind", "PE2008")]
    [InlineData("larger-than", "PE2003")]
    [InlineData("tagged", "PE2003")]
    public void A_text_of_a_million_characters_is_one_short_diagnostic(string condition, string id)
    {
        var compilation = Compile(
            $"version: 1\nrules: [{{ id: old, match: {{ {condition}: \"{new string('a', 1_000_000)}\" }}, delete: all }}]"
        );
        var diagnostic = Assert.Single(compilation.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.InRange(diagnostic.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData("regex", "PE2015")]
    [InlineData("semver", "PE2013")]
    public void A_pattern_of_a_million_characters_is_one_short_diagnostic(string key, string id)
    {
        var compilation = Compile(
            $"version: 1\nrules: [{{ id: old, match: {{ tags: {{ {key}: \"{new string('a', 1_000_000)}\" }} }}, delete: all }}]"
        );
        var diagnostic = Assert.Single(compilation.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.InRange(diagnostic.Message.Length, 1, 300);
    }

    [Fact]
    public void A_key_of_a_million_characters_is_one_short_diagnostic()
    {
        var diagnostic = Assert.Single(Compile($"version: 1\nrules: []\n? {new string('a', 1_000_000)}\n: 1\n").Diagnostics);
        Assert.InRange(diagnostic.Message.Length, 1, 300);
    }

    [Fact]
    public void Of_twenty_thousand_suppressions_the_first_thousand_count_and_one_diagnostic_says_so()
    {
        var ids = Ids(string.Concat(Enumerable.Repeat("# policyengine-disable-next-line PE2016\n", 20_000)) + "version: 1\nrules: []\n")
            .ToList();
        Assert.Equal((1_000, 1), (ids.Count(id => id == "PE1031"), ids.Count(id => id == "PE1034")));
        Assert.Equal(1_001, ids.Count);
    }

    [Fact]
    public void Eight_hundred_regular_expressions_that_are_too_large_together_are_one_diagnostic() =>
        Assert.Equal(
            ["PE2011"],
            Ids(
                "version: 1\nrules:\n"
                    + string.Concat(
                        Enumerable
                            .Range(0, 800)
                            .Select(i => $"  - {{ id: r{i}, match: {{ tags: {{ regex: '(a{{1,90}}){{1,9}}b{i}' }} }}, delete: all }}\n")
                    )
            )
        );

    [Fact]
    public void Three_hundred_ordinary_regular_expressions_are_no_mistake() =>
        Assert.Empty(
            Ids(
                "version: 1\nrules:\n"
                    + string.Concat(
                        Enumerable
                            .Range(0, 300)
                            .Select(i =>
                                $"  - {{ id: r{i}, match: {{ tags: {{ regex: 'v[0-9]{{1,2}}[.][0-9]{{1,3}}-r{i}' }} }}, delete: all }}\n"
                            )
                    )
            )
        );

    [Fact]
    public void A_regular_expression_that_grows_beyond_measure_is_a_diagnostic() =>
        Assert.Equal(
            ["PE2011"],
            Ids("""version: 1""" + "\nrules: [{ id: old, match: { tags: { regex: \"((a{1,1000}){1,1000}){1,1000}\" } }, delete: all }]")
        );

    [Fact]
    public void Policies_of_one_repository_whose_settings_differ_refuse_its_plan()
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From("a.yaml", "version: 1\nsettings: { grace: 1d }\nrules: [{ id: a, delete: all }]"),
            SourceText.From("b.yaml", "version: 1\nsettings: { grace: 25h }\nrules: [{ id: b, keep: { newest: 1 } }]"),
        ]);
        Assert.False(compilation.HasErrors);
        Assert.Contains(
            "PE2054",
            PlanText.Print(Planner.Create(compilation, [GraphText.Parse("a tags=a pushed=2026-01-01")], LanguageFixture.Now)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "settings: { unmatched: delete }\n")]
    [InlineData("settings: { grace: 60m }\n", "settings: { grace: 1h, unmatched: delete }\n")]
    [InlineData("settings: { unmatched: delete }\n", "")]
    public void A_setting_that_only_one_policy_states_counts_for_both(string first, string second)
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From("a.yaml", $"version: 1\n{first}rules: [{{ id: a, match: {{ tags: a }}, delete: all }}]"),
            SourceText.From("b.yaml", $"version: 1\n{second}rules: [{{ id: b, match: {{ tags: c }}, keep: all }}]"),
        ]);
        var plan = Planner.Create(
            compilation,
            [GraphText.Parse("a tags=a pushed=2026-01-01\nb tags=b pushed=2026-01-01\nc tags=c pushed=2026-01-01")],
            LanguageFixture.Now
        );

        Assert.Equal(["a", "b"], plan.Repositories.Single().Delete.SelectMany(d => d.Tags).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("first-rule", "b.yaml", "a.yaml", 1)]
    [InlineData("first-rule", "a.yaml", "b.yaml", 0)]
    [InlineData("keep-wins", "b.yaml", "a.yaml", 0)]
    public void The_order_of_files_counts_where_the_first_rule_decides(string precedence, string first, string second, int deleted)
    {
        string TextOf(string path) =>
            $"version: 1\nsettings: {{ precedence: {precedence} }}\nrules: "
            + $"[{(path == "a.yaml" ? "{ id: a, match: { tags: a }, keep: all }" : "{ id: b, match: { tags: a }, delete: all }")}]";
        var compilation = PolicyCompiler.Compile([SourceText.From(first, TextOf(first)), SourceText.From(second, TextOf(second))]);

        Assert.Equal(
            deleted,
            Planner
                .Create(compilation, [GraphText.Parse("a tags=a pushed=2026-01-01\nb tags=b pushed=2026-01-01")], LanguageFixture.Now)
                .Repositories.Single()
                .Delete.Count
        );
    }

    private static PolicyCompilation Compile(string text) => LanguageFixture.Compile(MarkupText.Parse(text));

    private static IEnumerable<string> Ids(string text) => Compile(text).Diagnostics.Select(d => d.Id);
}
