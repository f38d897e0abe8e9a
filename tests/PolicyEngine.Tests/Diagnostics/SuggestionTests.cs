using PolicyEngine.Diagnostics;
using Xunit;

namespace PolicyEngine.Tests.Diagnostics;

public sealed class SuggestionTests
{
    private static readonly string[] s_keys =
    [
        "older-than",
        "younger-than",
        "except-newest",
        "keep",
        "id",
        "tags",
        "tagged",
        "any",
        "all",
        "of",
        "per",
    ];

    [Theory]
    [InlineData("older-then", " Did you mean 'older-than'?")]
    [InlineData("older_than", " Did you mean 'older-than'?")]
    [InlineData("olderThan", " Did you mean 'older-than'?")]
    [InlineData("Older Than", " Did you mean 'older-than'?")]
    [InlineData("kepe", " Did you mean 'keep'?")]
    [InlineData("tag", " Did you mean 'tags'?")]
    [InlineData("ay", " Did you mean 'any'?")]
    [InlineData("ary", " Did you mean 'any'?")]
    [InlineData("all-of", "")]
    [InlineData("x", "")]
    [InlineData("", "")]
    public void The_closest_key_is_suggested(string written, string text) => Assert.Equal(text, Suggestion.Text(written, s_keys));

    [Fact]
    public void All_equally_close_ones_are_suggested_in_ordinal_order()
    {
        Assert.Equal(" Did you mean 'bar', 'car' or 'far'?", Suggestion.Text("xar", ["far", "car", "bar", "car", "bat"]));
        Assert.Equal(" Did you mean 'bar' or 'far'?", Suggestion.Text("xar", ["far", "bar"]));
    }

    [Fact]
    public void An_exact_candidate_beats_all_others() =>
        Assert.Equal("tags", Assert.Single(Suggestion.Closest("tags", ["tag", "tags", "tages"])));

    [Fact]
    public void Texts_over_64_characters_are_not_compared()
    {
        var text = new string('a', 65);
        Assert.Empty(Suggestion.Closest(text, [text]));
        Assert.Empty(Suggestion.Closest(text[1..], [text]));
        Assert.Equal(text[1..], Assert.Single(Suggestion.Closest(text[2..], [text[1..]])));
    }
}
