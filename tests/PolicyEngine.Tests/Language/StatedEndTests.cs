using System.Globalization;
using PolicyEngine.Selecting;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>What images may write as their own end; anything else is unknown, so that it keeps.</summary>
public sealed class StatedEndTests
{
    private static readonly DateTimeOffset s_pushed = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("12h", "2026-05-02T00:00:00Z")]
    [InlineData("7d", "2026-05-08T12:00:00Z")]
    [InlineData("2w", "2026-05-15T12:00:00Z")]
    [InlineData("1h30m", "2026-05-01T13:30:00Z")]
    [InlineData(" 7d ", "2026-05-08T12:00:00Z")]
    [InlineData("0s", "2026-05-01T12:00:00Z")]
    [InlineData("2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z")]
    [InlineData("2026-06-01T12:00:00.5+02:00", "2026-06-01T10:00:00.5Z")]
    [InlineData("2026-06-01 12:00:00z", "2026-06-01T12:00:00Z")]
    [InlineData("2026-06-01", "2026-06-02T00:00:00Z")]
    public void A_value_is_read(string text, string end)
    {
        Assert.True(StatedEnd.TryParse(text, out var stated));
        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture).UtcTicks, stated.TicksFrom(s_pushed.UtcTicks));
    }

    [Theory]
    [InlineData("never")]
    [InlineData("Never")]
    public void It_may_never_end(string text)
    {
        Assert.True(StatedEnd.TryParse(text, out var stated));
        Assert.Equal(long.MaxValue, stated.TicksFrom(s_pushed.UtcTicks));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7 days")]
    [InlineData("-7d")]
    [InlineData("1.5h")]
    [InlineData("soon")]
    [InlineData("2026-06-01T12:00:00")]
    [InlineData("2026-13-01")]
    [InlineData("01.06.2026")]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1767225600")]
    [InlineData("99999999999999999999d")]
    [InlineData("7d                                                                                 ")]
    public void Anything_else_is_unknown(string text) => Assert.False(StatedEnd.TryParse(text, out _));

    [Fact]
    public void A_duration_from_an_unknown_age_is_unknown()
    {
        Assert.True(StatedEnd.TryParse("7d", out var stated));
        Assert.Null(stated.TicksFrom(0));
    }
}
