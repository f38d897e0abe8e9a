using PolicyEngine.Registry.Contract;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class ClockCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(40 * 24 * 60, "2026-04-22 12:00:00")]
    [InlineData(6, "2026-06-01 11:54:00")]
    [InlineData(-6, "2026-06-01 12:06:00")]
    public void A_clock_that_differs_is_refused_and_both_times_are_named(int minutesAhead, string theirs)
    {
        var check = new ClockCheck();

        var e = Assert.Throws<RegistryException>(() => check.Note("ghcr.io", Now.AddMinutes(-minutesAhead).ToString("R"), null, Now, Now));

        Assert.Contains("2026-06-01 12:00:00 UTC", e.Message, StringComparison.Ordinal);
        Assert.Contains(theirs + " UTC", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, check.Problem);
        Assert.Throws<RegistryException>(() => check.Note("ghcr.io", Now.ToString("R"), null, Now, Now));
    }

    [Theory]
    [InlineData(5, 0, null)]
    [InlineData(-5, 0, null)]
    [InlineData(60, 3600, "3600")]
    [InlineData(9, 600, null)]
    public void A_clock_within_five_minutes_an_answer_of_a_cache_and_one_that_took_long_are_fine(
        int minutesAhead,
        int secondsOfRequest,
        string? age
    )
    {
        var check = new ClockCheck();

        check.Note("ghcr.io", Now.AddMinutes(-minutesAhead).ToString("R"), age, Now.AddSeconds(-secondsOfRequest), Now);

        Assert.Null(check.Problem);
    }

    [Fact]
    public void An_answer_without_a_time_says_nothing()
    {
        var check = new ClockCheck();

        check.Note("ghcr.io", null, null, Now, Now);

        Assert.Null(check.Problem);
    }
}
