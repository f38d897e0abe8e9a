using System.Collections.Immutable;
using PolicyEngine.Compiling;
using PolicyEngine.Conditions;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Analyzing;

/// <summary>Conditions that a program brings.</summary>
public sealed class PolicyConditionTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DigestGraph s_graph = GraphText.Parse(
        """
        a tags=pr-1 pushed=2026-01-01
        b tags=pr-2 pushed=2026-01-01
        c tags=pr-3 pushed=2026-01-01
        d tags=v1 pushed=2026-01-01
        """
    );

    [Theory]
    [InlineData("match: { tags: \"pr-*\", acme.tagged: pr-1 }", "pr-1")]
    [InlineData("match: { acme.tagged: [pr-1, pr-3] }", "pr-1 pr-3")]
    [InlineData("match: { tags: \"pr-*\", not: { acme.tagged: pr-1 } }", "pr-2 pr-3")]
    [InlineData("match: { any: [{ acme.tagged: pr-1 }, { acme.tagged: pr-2 }] }", "pr-1 pr-2")]
    [InlineData("match: { tags: \"pr-*\", acme.unknown: x }", "")]
    [InlineData("match: { tags: \"pr-*\", not: { acme.unknown: x } }", "")]
    [InlineData("match: { tags: \"pr-*\", acme.throws: x }", "")]
    [InlineData("match: { tags: \"pr-*\", not: { acme.throws: x } }", "")]
    public void It_selects_where_it_certainly_holds(string match, string deleted) =>
        Assert.Equal(deleted, Deleted(Compile($"rules: [{{ id: old, {match}, delete: all }}]")));

    [Theory]
    [InlineData("{ acme.tagged: pr-1 }", "pr-2 pr-3")]
    [InlineData("{ acme.tagged: pr-1, tags: pr-2 }", "pr-1 pr-2 pr-3")]
    [InlineData("{ acme.unknown: x }", "")]
    [InlineData("{ acme.throws: x }", "")]
    public void It_protects_where_it_may_hold(string protection, string deleted) =>
        Assert.Equal(deleted, Deleted(Compile($"protect: {protection}\nrules: [{{ id: old, match: {{ tags: \"pr-*\" }}, delete: all }}]")));

    [Theory]
    [InlineData("pr-2", "'acme.tagged: pr-1' does not hold (its tags are pr-2)")]
    [InlineData("pr-1", null)]
    public void An_explanation_says_what_it_saw(string tag, string? expected)
    {
        var explanation = Explain("rules: [{ id: old, match: { acme.tagged: pr-1 }, delete: all }]", tag);
        Assert.Equal(expected is not null, explanation.Contains(expected ?? "does not hold", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reason_says_why_it_failed()
    {
        var plan = Planner.Create(
            Compile("rules: [{ id: old, match: { tags: \"pr-*\", acme.throws: x }, delete: all }]"),
            [s_graph],
            s_now
        );
        Assert.All(plan.Repositories[0].Keep.Where(row => row.Verdict.Kind == VerdictKind.LeftOut), row =>
            Assert.Equal(
                "The rule 'old' leaves it out: too little is known about it to say whether the rule selects it"
                    + "; 'acme.throws' failed: InvalidOperationException: no database.",
                row.Verdict.Text
            )
        );
    }

    [Theory]
    [InlineData("acme.tagged: refuse", "error PE2085: 'acme.tagged' cannot be used: 'refuse' is not a tag.")]
    [InlineData("acme.tagged: crash", "error PE2085: 'acme.tagged' cannot be used: KeyNotFoundException: crash.")]
    [InlineData("acme.tagged: [pr-1, {}]", "error PE2003: 'acme.tagged' must be a text or a list of texts, not a mapping.")]
    [InlineData("acme.tagged: []", "error PE2009: 'acme.tagged' is empty.")]
    [InlineData("acme.taged: pr-1", "error PE2001: 'acme.taged' is not a key of 'match'. Did you mean 'acme.tagged'?")]
    public void A_wrong_value_is_an_error_at_its_place(string condition, string expected)
    {
        var compilation = Compile($"rules: [{{ id: old, match: {{ {condition} }}, delete: all }}]");
        var diagnostic = Assert.Single(compilation.Diagnostics);
        Assert.Equal(expected, $"error {diagnostic.Id}: {diagnostic.Message}");
    }

    [Fact]
    public void Without_the_program_its_key_is_unknown() =>
        Assert.True(
            PolicyCompiler
                .Compile([SourceText.From("a.yaml", "version: 1\nrules: [{ id: old, match: { acme.tagged: pr-1 }, delete: all }]\n")])
                .HasErrors
        );

    [Theory]
    [InlineData("tagged")]
    [InlineData("Acme.tagged")]
    [InlineData("acme.")]
    [InlineData("acme.tagged\n")]
    [InlineData("acme tagged.x")]
    public void A_key_needs_a_prefix(string keyword) =>
        Assert.Throws<ArgumentException>(() => new CompilerOptions { Conditions = [new Tagged(keyword)] });

    [Fact]
    public void Two_cannot_have_one_key() =>
        Assert.Throws<ArgumentException>(() => new CompilerOptions { Conditions = [new Tagged("acme.a"), new Tagged("acme.a")] });

    private static PolicyCompilation Compile(string text) =>
        PolicyCompiler.Compile(
            [SourceText.From("a.yaml", $"version: 1\n{text}\n")],
            new CompilerOptions { CheckSchema = true, Conditions = [new Tagged("acme.tagged"), new Unknown(), new Throws()] }
        );

    private static string Deleted(PolicyCompilation compilation) =>
        string.Join(' ', Planner.Create(compilation, [s_graph], s_now).Repositories[0].Delete.SelectMany(row => row.Tags).Order());

    private static string Explain(string text, string tag)
    {
        var explanation = Explainer.Explain(Compile(text), s_graph, s_now, new PlanOptions(), GraphText.DigestOf(Names[tag]));
        return string.Join('\n', explanation.Subject!.Rules.SelectMany(rule => rule.Unmet));
    }

    private static Dictionary<string, string> Names { get; } = new() { ["pr-1"] = "a", ["pr-2"] = "b" };

    private sealed class Tagged(string keyword) : PolicyCondition
    {
        public override string Keyword => keyword;

        public override Func<ConditionSubject, bool?> Prepare(ImmutableArray<string> values) =>
            values switch
            {
                ["refuse"] => throw new FormatException("'refuse' is not a tag."),
                ["crash"] => throw new KeyNotFoundException("crash"),
                _ => subject => subject.Tags.Any(tag => values.Contains(tag)),
            };

        public override string Describe(ConditionSubject subject) => $"its tags are {string.Join(", ", subject.Tags)}";
    }

    private sealed class Unknown : PolicyCondition
    {
        public override string Keyword => "acme.unknown";

        public override Func<ConditionSubject, bool?> Prepare(ImmutableArray<string> values) => _ => null;
    }

    private sealed class Throws : PolicyCondition
    {
        public override string Keyword => "acme.throws";

        public override Func<ConditionSubject, bool?> Prepare(ImmutableArray<string> values) =>
            _ => throw new InvalidOperationException("no database");
    }
}
