using PolicyEngine.Editing;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Editing;

/// <summary>Where a place is in a text, whether the text is right or not.</summary>
public sealed class TextContextTests
{
    [Theory]
    [InlineData("$$", "key /  (siblings )")]
    [InlineData("version: 1\n$$\nrules: []", "key /  (siblings version, rules)")]
    [InlineData("version: $$", "value /version")]
    [InlineData("rules:\n  - $$", "key value /rules/-  (siblings )")]
    [InlineData("rules:\n- $$", "key value /rules/-  (siblings )")]
    [InlineData("rules:\n  - id: a\n    $$\n    delete: all\n  - id: b", "key /rules/-  (siblings id, delete)")]
    [InlineData("rules:\n  - id: a\n    delete:\n      $$", "key value /rules/-/delete  (siblings )")]
    [InlineData(
        "rules:\n  - id: a\n    delete:\n      older-than: 3d\n      exc$$\nprotect: []",
        "key /rules/-/delete 'exc' (siblings older-than)"
    )]
    [InlineData("rules:\n  - id: a\n    delete: { older-than: 3d, $$ }", "key /rules/-/delete  (siblings older-than)")]
    [InlineData("rules:\n  - id: a\n    delete: { $$, older-than: 3d }", "key /rules/-/delete  (siblings older-than)")]
    [InlineData("rules:\n  - id: a\n    delete: { order-by: sem$$ }", "value /rules/-/delete/order-by 'sem'")]
    [InlineData("rules:\n  - match: { tags: [\"a\", $$", "value /rules/-/match/tags/-")]
    [InlineData("rules: [ { id: a, match: { any: [ { ta$$", "key /rules/-/match/any/- 'ta' (siblings )")]
    [InlineData("rules:\n  - id: a\n    delete: {\n      older-than: 1d,\n      $$", "key /rules/-/delete  (siblings older-than)")]
    [InlineData("rules:\n  - id: a\n    delete: [{{ x: \n  - id: b\n    dele$$", "key /rules/- 'dele' (siblings id)")]
    [InlineData("settings:\n  grace: 1h\n$$", "key /  (siblings settings)")]
    [InlineData("settings:\n  grace: 1h\n  $$\nlimits: {}", "key /settings  (siblings grace)")]
    [InlineData("description: |\n  a: b\n  $$", "nothing")]
    [InlineData("name: a # $$", "nothing")]
    [InlineData("# $$", "nothing")]
    [InlineData("name: \"a $$\"", "nothing")]
    [InlineData("rules:\n  - id: 'it''s: a'\n    $$", "key /rules/-  (siblings id)")]
    [InlineData("x: &a { b: 1 }\ny: *a\n$$", "key /  (siblings x, y)")]
    [InlineData("rules:\r\n  - id: a\r\n    $$\r\n", "key /rules/-  (siblings id)")]
    public void A_place_is_known_by_the_text_before_it(string markup, string expected)
    {
        var text = MarkupText.Parse(markup);
        Assert.Equal(expected, Describe(text, TextContext.At(text.Source, text.Position!.Value)));
    }

    private static string Describe(MarkupText text, TextContext? context)
    {
        if (context is null)
        {
            return "nothing";
        }

        var kinds = string.Join(' ', new[] { context.IsKey ? "key" : "", context.IsValue ? "value" : "" }.Where(k => k.Length > 0));
        var word =
            text.Source.ToString(context.Word) is { Length: > 0 } written ? $" '{written}'"
            : context.IsKey ? " "
            : "";
        return $"{kinds} "
            + $"/{string.Join('/', context.Path.Select(p => p ?? "-"))}{word}"
            + $"{(context.IsKey ? $" (siblings {string.Join(", ", context.Siblings)})" : "")}";
    }
}
