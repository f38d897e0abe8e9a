using PolicyEngine.Compiling;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

public sealed class AlternationLintTests
{
    [Theory]
    [InlineData("pr|dev-.*")]
    [InlineData("alpine|slim")]
    [InlineData("^pr|dev-.*$")]
    [InlineData("(a)|[x|]b")]
    public void Alternatives_outside_of_a_group_are_reported(string regex) =>
        LintCheck.Rules($"  - id: old\n    match: {{ tags: {{ regex: {{|PE3006:\"{regex}\"|}} }} }}\n    delete: {{ older-than: 14d }}\n");

    [Theory]
    [InlineData("(pr|dev)-.*")]
    [InlineData("^pr-.*$|^dev-.*$")]
    [InlineData("(?:pr|dev)-[a|]")]
    [InlineData("a\\\\|b")]
    [InlineData("[]|]x")]
    public void Grouped_anchored_and_literal_bars_are_right(string regex) =>
        LintCheck.Rules($"  - id: old\n    match: {{ tags: {{ regex: \"{regex}\" }} }}\n    delete: {{ older-than: 14d }}\n");

    [Theory]
    [InlineData("${{ inputs.x }}", false)]
    [InlineData("a${{ inputs.x }}-.*", false)]
    [InlineData("${{ inputs.x }}|c", true)]
    public void A_bar_of_an_input_is_literal_and_no_fix_writes_its_value(string regex, bool isReported)
    {
        var text =
            "version: 1\ninputs: { x: { default: \"a|b\" } }\nprotect: { tags: [latest] }\n"
            + $"rules:\n  - id: old\n    match: {{ tags: {{ regex: \"{regex}\" }} }}\n    delete: {{ older-than: 14d }}\n";
        var found = PolicyCompiler.Compile([SourceText.From("a.yaml", text)]).Diagnostics;
        Assert.Equal(isReported ? ["PE3006"] : [], found.Select(d => d.Id));
        Assert.All(found, d => Assert.Null(d.Fix));
    }

    [Fact]
    public void The_message_reads_the_alternatives_aloud() =>
        Assert.Equal(
            "'|' separates whole alternatives here: a tag matches 'pr' as a whole, or 'dev-.*' as a whole.",
            LintCheck
                .Single("version: 1\nrules:\n  - id: old\n    match: { tags: { regex: \"pr|dev-.*\" } }\n    delete: { older-than: 14d }\n")
                .Message
        );

    [Fact]
    public void It_can_be_suppressed() =>
        LintCheck.Rules(
            "  - id: old\n    # policyengine-disable-next-line PE3006\n    match: { tags: { "
                + "regex: \"alpine|slim\" } }\n    delete: { older-than: 14d }\n"
        );
}
