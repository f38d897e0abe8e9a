using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Syntax;

public sealed class SuppressionsTests
{
    private static readonly DiagnosticDescriptor s_lint = new("PE3004", "A lint", "'{0}' is odd.", DiagnosticSeverity.Warning, "Help.");
    private static readonly DiagnosticDescriptor s_error = new("PE2001", "An error", "'{0}' is wrong.", DiagnosticSeverity.Error, "Help.");

    [Fact]
    public void A_comment_suppresses_what_starts_on_the_next_line_that_says_something()
    {
        var left = Apply(
            """
            # policyengine-disable-next-line PE3004

            # why: the images are rebuilt
            a: 1
            b: 2
            """,
            (s_lint, "a"),
            (s_lint, "b")
        );
        Assert.Equal(["PE3004 5:1 'b' is odd."], left);
    }

    [Fact]
    public void Several_ids_are_separated_by_commas_or_blanks() =>
        Assert.Equal(
            ["PE1031 1:42 No warning PE3005 starts on the next line, so this suppresses nothing."],
            Apply("# policyengine-disable-next-line PE3004, PE3005\na: 1", (s_lint, "a"))
        );

    [Fact]
    public void Errors_are_not_suppressible() =>
        Assert.Equal(
            ["PE1031 1:34 No warning PE2001 starts on the next line, so this suppresses nothing.", "PE2001 2:1 'a' is wrong."],
            Apply("# policyengine-disable-next-line PE2001\na: 1", (s_error, "a"))
        );

    [Fact]
    public void An_id_that_this_run_does_not_check_is_not_called_unused() =>
        Assert.Empty(Apply("# policyengine-disable-next-line PE4003\na: 1"));

    [Fact]
    public void Unknown_ids_are_named() =>
        Assert.Equal(
            ["PE1032 1:34 'pe3004' is not a diagnostic id. Did you mean 'PE3004'?", "PE1032 1:42 'PE9999' is not a diagnostic id."],
            Apply("# policyengine-disable-next-line pe3004, PE9999\na: 1")
        );

    [Theory]
    [InlineData("# policyengine-disable PE3004")]
    [InlineData("# policyengine-disable-next-line")]
    [InlineData("# policyengine-disable-nextline PE3004")]
    public void A_comment_that_only_looks_like_a_suppression_is_reported(string comment) =>
        Assert.Equal(
            [
                $"PE1033 1:1 '{comment[2..]}' suppresses nothing: it is not of the form 'policyengine-disable-next-line PE3004'.",
                "PE3004 2:1 'a' is odd.",
            ],
            Apply(comment + "\na: 1", (s_lint, "a"))
        );

    private static IEnumerable<string> Apply(string text, params (DiagnosticDescriptor Descriptor, string Key)[] at)
    {
        var tree = SyntaxTree.Parse(SourceText.From("policy.yaml", text));
        var root = (MappingSyntax)tree.Root!;
        var diagnostics = at.Select(d => Diagnostic.Create(d.Descriptor, root.Find(d.Key)!.Key.Location, d.Key));
        string[] known = ["PE2001", "PE3004", "PE3005", "PE4003"];
        return Suppressions
            .Apply(tree, diagnostics, known, reportableIds: ["PE2001", "PE3004", "PE3005"])
            .Select(d => $"{d.Id} {d.Location!.Value.Start} {d.Message}");
    }
}
