using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("toomanyrequests: retry-after: 880.092µs, allowed: 44000/minute", 1)]
    [InlineData("retry-after: 880.092μs", 1)]
    [InlineData("retry-after: 1m30.5s", 90_500)]
    [InlineData("Retry-After: 12ms", 12)]
    [InlineData("retry-after: 2h0m1s", 7_201_000)]
    [InlineData("retry-after: 5ns", 1)]
    public void A_wait_is_found_and_rounded_up(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GoDuration.FindRetryAfter(text));

    [Theory]
    [InlineData("")]
    [InlineData("retry-after: soon")]
    [InlineData("retry-after: 12")]
    [InlineData("wait 3s")]
    public void Other_texts_have_none(string text) => Assert.Null(GoDuration.FindRetryAfter(text));

    [Theory]
    [InlineData("1m30.5s", 90_500)]
    [InlineData("880.092µs", 1)]
    [InlineData("1.5", 1_500)]
    [InlineData("5", null)]
    [InlineData("-5s", null)]
    [InlineData("5s of rest", null)]
    [InlineData("", null)]
    public void A_header_may_be_one_as_a_whole(string text, int? milliseconds) =>
        Assert.Equal(milliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null, GoDuration.Parse(text));
}
