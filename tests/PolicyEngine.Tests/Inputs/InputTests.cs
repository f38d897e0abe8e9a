using System.Collections.Immutable;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Inputs;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Policies;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Inputs;

public sealed class InputTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("tags: [\"pr-${{ inputs.x }}\", \"pr-${{ inputs.x }}-*\"]", "42", "pr-42 pr-42-a", "pr-4 pr-421 pr-4-42")]
    [InlineData("tags: [\"${{inputs.x}}\"]", "a*", "", "a ab")]
    [InlineData("tags: [\"${{ inputs.x }}\"]", "a?b[cd]", "", "axbc a")]
    [InlineData("tags: [\"*\", \"!${{ inputs.x }}\"]", "a*", "a ab", "")]
    [InlineData("tags: { regex: \"${{ inputs.x }}-[0-9]+\" }", "a.b|c+", "", "a.b-1 axb-1 c-1 cc-1")]
    [InlineData("tags: { regex: \"${{ inputs.x }}-[0-9]+\" }", "a.b", "a.b-1", "axb-1")]
    [InlineData("tags: { regex: \"v${{ inputs.x }}+\" }", "ab", "vab vabab", "vabb va")]
    [InlineData("tags: { regex: \"[0-9]{1,2}(?<a>x)[]a]${{ inputs.x }}\" }", "-1", "12xa-1", "xa-1")]
    [InlineData("tags: { semver: \">=${{ inputs.x }}\" }", "1.2.0", "1.2.0 v2.0.0", "1.1.9")]
    [InlineData("tags: [\"${{ inputs.x }}-${{ inputs.x }}\"]", "a", "a-a", "a")]
    public void A_value_stands_for_itself(string match, string value, string selected, string others)
    {
        var compilation = Compile(
            $"version: 1\ninputs: {{ x: {{ type: text }} }}\nlimits: {{ min-remaining: 0 }}\n"
                + $"rules:\n  - id: r\n    match: {{ {match} }}\n    delete: all\n",
            ("x", value)
        );
        Assert.Empty(Errors(compilation));
        var tags = $"{selected} {others}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var graph = GraphText.Parse(string.Concat(tags.Select((tag, i) => $"n{(char)('a' + i)} tags={tag} pushed=2020-01-01\n")));
        var plan = Planner.Create(compilation, [graph], Now, new PlanOptions()).Repositories.Single();
        Assert.Equal(
            selected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            plan.Delete.SelectMany(d => d.Tags).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("match: { tags: [\"[${{ inputs.x }}]\"] }", "a-z", "PE2080")]
    [InlineData("match: { tags: [\"${{ inputs.x }}\"] }", "!a", "PE2082")]
    [InlineData("match: { tags: { regex: \"[${{ inputs.x }}]\" } }", "a-z", "PE2080")]
    [InlineData("match: { tags: { regex: \"[^]${{ inputs.x }}]\" } }", "a", "PE2080")]
    [InlineData("match: { tags: { regex: \"\\\\${{ inputs.x }}\" } }", "d", "PE2080")]
    [InlineData("match: { tags: { regex: \"a{${{ inputs.x }}}\" } }", "2", "PE2080")]
    [InlineData("match: { tags: { regex: \"(?${{ inputs.x }}a)\" } }", "i", "PE2080")]
    [InlineData("match: { tags: { semver: \">=${{ inputs.x }}\" } }", "1.0.0 || *", "PE2082")]
    [InlineData("match: { tags: { semver: \">=${{ inputs.x }}\" } }", "1", "PE2013")]
    [InlineData("match: { older-than: \"${{ inputs.x }}d\" }", "1d 2", "PE2082")]
    [InlineData("match: { older-than: \"${{ inputs.x }}d\" }", "x", "PE2003")]
    [InlineData("match: { larger-than: \"${{ inputs.x }}\" }", "1", "PE2003")]
    [InlineData("match: { \"${{ inputs.x }}\": [a] }", "tags", "PE2080")]
    [InlineData("match: { tags: [\"${{ inputs.y }}\"] }", "a", "PE2075")]
    [InlineData("match: { tags: [\"${{ inputs.X }}\"] }", "a", "PE2075")]
    [InlineData("match: { tags: [\"${{ github.sha }}\"] }", "a", "PE2079")]
    [InlineData("match: { tags: [\"${{ inputs.x\"] }", "a", "PE2079")]
    [InlineData("match: { tags: [\"a\"] }", "", "PE2077")]
    [InlineData("match: { tags: [\"a\"] }", " ", "PE2077")]
    [InlineData("match: { tags: [\"a\"] }", "a\nb", "PE2077")]
    [InlineData("match: { tags: [\"${{ inputs.x }}\"] }", "${{ inputs.x }}", "PE2077")]
    public void What_would_change_a_meaning_is_one_error_with_a_place(string match, string value, string id)
    {
        var compilation = Compile(
            $"version: 1\ninputs: {{ x: {{ type: text }} }}\nrules:\n  - id: r\n    {match}\n    delete: all\n",
            ("x", value)
        );
        var diagnostic = Assert.Single(Errors(compilation));
        Assert.Equal(id, diagnostic.Id);
        Assert.NotNull(diagnostic.Location);
    }

    [Theory]
    [InlineData("number", "42", null)]
    [InlineData("number", "-1", "PE2077")]
    [InlineData("number", "1.5", "PE2077")]
    [InlineData("number", "042", "PE2077")]
    [InlineData("number", "4x", "PE2077")]
    [InlineData("duration", "2w 3d", null)]
    [InlineData("duration", "14", "PE2077")]
    [InlineData("size", "5 GiB", null)]
    [InlineData("size", "5", "PE2077")]
    [InlineData("list", "a, b", null)]
    [InlineData("list", "a,,b", "PE2077")]
    [InlineData("text", "a,b", null)]
    public void Values_are_of_their_type(string type, string value, string? id)
    {
        var compilation = Compile(
            $"version: 1\ninputs: {{ x: {{ type: {type} }} }}\nrules: [{{ id: r, "
                + $"match: {{ tags: [a] }}, delete: {{ older-than: 1d }} }}]\n",
            ("x", value)
        );
        Assert.Equal(id is null ? [] : [id], Errors(compilation).Select(d => d.Id));
    }

    [Fact]
    public void Numbers_stand_where_numbers_do_in_quotes_or_not()
    {
        const string Text = """
            version: 1
            inputs: { n: { type: number }, age: { type: duration }, size: { type: size }, on: { type: text } }
            limits: { max-delete: "${{ inputs.n }}%", min-remaining: "${{ inputs.n }}" }
            settings:
              grace: ${{ inputs.age }}
              count-protected: ${{ inputs.on }}
            rules:
              - id: r
                match: { tags: ["a*"], older-than: "${{ inputs.n }}d", larger-than: "${{ inputs.size }}" }
                delete: { except-newest: "${{ inputs.n }}" }
            """;
        var compilation = Compile(Text, ("n", "3"), ("age", "2w 3d"), ("size", "5 GiB"), ("on", "true"));
        Assert.Empty(compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        var policy = Assert.Single(compilation.Policies);
        Assert.Equal(TimeSpan.FromDays(17), policy.Settings.Grace);
        Assert.True(policy.Settings.CountProtected);
        Assert.Equal(3, policy.Limits.MinRemaining);
    }

    [Theory]
    [InlineData("tags: [\"${{ inputs.x }}\", c]")]
    [InlineData("tags: \"${{ inputs.x }}\"")]
    [InlineData("tags: { any: [\"${{ inputs.x }}\"] }")]
    public void A_list_becomes_items_each_of_which_stands_for_itself(string match)
    {
        var compilation = PolicyCompiler.Compile(
            [
                SourceText.From(
                    "policy.yaml",
                    $"version: 1\ninputs: {{ x: {{ type: list }} }}\nrules:\n  - id: r\n    match: {{ {match} }}\n    delete: all\n"
                ),
            ],
            new CompilerOptions { Inputs = InputValues.None with { Given = InputValues.None.Given.Add("x", ["a,b*", "a"]) } }
        );
        Assert.Empty(Errors(compilation));
        var graph = GraphText.Parse("na tags=a pushed=2020-01-01\nnb tags=bb pushed=2020-01-01\nnz tags=z pushed=2020-01-01\n");
        Assert.Equal(
            ["a"],
            Planner.Create(compilation, [graph], Now, new PlanOptions()).Repositories.Single().Delete.SelectMany(d => d.Tags)
        );
    }

    [Theory]
    [InlineData("tags: [\"pr-${{ inputs.x }}\"]", "PE2080")]
    [InlineData("tags: [\"!${{ inputs.x }}\"]", "PE2080")]
    [InlineData("older-than: \"${{ inputs.x }}\"", "PE2003")]
    public void A_list_stands_alone(string match, string id) =>
        Assert.Equal(
            [id],
            Errors(
                    Compile(
                        $"version: 1\ninputs: {{ x: {{ type: list }} }}\nrules:\n  - id: r\n    match: {{ {match} }}\n    delete: all\n",
                        ("x", "a,b")
                    )
                )
                .Select(d => d.Id)
        );

    [Theory]
    [InlineData("inputs: { x: { type: number } }", "PE2076")]
    [InlineData("inputs: { x: { type: number, default: abc } }", "PE2077")]
    [InlineData("inputs: { x: { default: \"${{ inputs.y }}\" }, y: { default: a } }", "PE2080")]
    [InlineData("inputs: { x: { type: nubmer, default: 1 } }", "PE2008")]
    [InlineData("inputs: { x: { default: \"\" } }", "PE2077")]
    [InlineData("input: { x: { default: a } }", "PE2001")]
    [InlineData("inputs: { 1x: { default: a }, x: { default: a } }", "PE2081")]
    [InlineData("inputs: { x: { default: a }, X: { default: a } }", "PE2081")]
    [InlineData("inputs: { x: { type: text, default: [a, b] } }", "PE2003")]
    public void A_mistake_in_declarations_is_one_error(string inputs, string id) =>
        Assert.Equal(
            [id],
            Errors(Compile($"version: 1\n{inputs}\nrules:\n  - id: r\n    match: {{ tags: [\"${{{{ inputs.x }}}}\"] }}\n    delete: all\n"))
                .Select(d => d.Id)
        );

    [Theory]
    [InlineData("[${{ inputs.x }}]")]
    [InlineData("[a, pr-${{ inputs.x }}-*, b]")]
    [InlineData("[pr-${{inputs.x}}]")]
    public void In_brackets_an_input_must_be_quoted_which_a_fix_does(string tags)
    {
        var policy = SourceText.From(
            "policy.yaml",
            $"version: 1\ninputs: {{ x: {{ default: a }} }}\nrules:\n  - id: r\n    match: {{ tags: {tags} }}\n    delete: all\n"
        );
        var diagnostic = Assert.Single(Errors(PolicyCompiler.Compile([policy])));
        Assert.Equal("PE1007", diagnostic.Id);
        Assert.Empty(
            Errors(
                PolicyCompiler.Compile([CodeFixes.Apply(policy, [diagnostic with { Fix = diagnostic.Fix! with { IsSafe = true } }]).Text])
            )
        );
    }

    [Fact]
    public void A_name_that_no_policy_declares_is_an_error_that_names_the_right_one()
    {
        var diagnostic = Assert.Single(Errors(Compile("version: 1\ninputs: { days: { default: a } }\nrules: []\n", ("dais", "a"))));
        Assert.Equal(("PE2078", 2), (diagnostic.Id, diagnostic.Location!.Value.Start.Line + 1));
        Assert.Contains("'days'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_variables_give_values_and_the_command_line_comes_first()
    {
        static string? Variable(string name) => name == "POLICYENGINE_INPUT_MAX_AGE" ? "7d" : null;
        var text = SourceText.From(
            "policy.yaml",
            "version: 1\ninputs: { max-age: { type: duration, default: 1d } }\nsettings:\n  grace: ${{ inputs.max-age }}\nrules: []\n"
        );
        TimeSpan Grace(InputValues inputs) =>
            PolicyCompiler.Compile([text], new CompilerOptions { Inputs = inputs }).Policies.Single().Settings.Grace;
        Assert.Equal(TimeSpan.FromDays(1), Grace(InputValues.None));
        Assert.Equal(TimeSpan.FromDays(7), Grace(InputValues.None with { Variable = Variable }));
        Assert.Equal(
            TimeSpan.FromDays(3),
            Grace(InputValues.None with { Variable = Variable, Given = InputValues.None.Given.Add("max-age", ["3d"]) })
        );
    }

    [Fact]
    public void The_hash_tells_values_apart_and_a_plan_has_no_value()
    {
        const string Text =
            "version: 1\ninputs: { secret: { type: text } }\nrules: [{ id: r, match: "
            + "{ tags: [\"${{ inputs.secret }}\"] }, delete: all }]\n";
        var one = Compile(Text, ("secret", "hunter2"));
        Assert.NotEqual(one.Policies[0].Inputs.Sha256(), Compile(Text, ("secret", "hunter3")).Policies[0].Inputs.Sha256());
        var plan = Planner.Create(one, [GraphText.Parse("a tags=b\n")], Now, new PlanOptions());
        var json = new MemoryStream();
        PlanJson.Write(plan, json);
        Assert.DoesNotContain("hunter2", System.Text.Encoding.UTF8.GetString(json.ToArray()), StringComparison.Ordinal);
        Assert.Equal(plan.Policies[0].Inputs!.Sha256, PlanJson.Read(json.ToArray()).Policies[0].Inputs!.Sha256);
    }

    private static IEnumerable<Diagnostic> Errors(PolicyCompilation compilation) =>
        compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    private static PolicyCompilation Compile(string text, params (string Name, string Value)[] values) =>
        PolicyCompiler.Compile(
            [SourceText.From("policy.yaml", text)],
            new CompilerOptions
            {
                CheckSchema = true,
                Inputs = InputValues.None with
                {
                    Given = values.ToImmutableDictionary(v => v.Name, v => ImmutableArray.Create(v.Value), StringComparer.Ordinal),
                },
            }
        );
}
