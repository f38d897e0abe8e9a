using PolicyEngine.Cli.Reading;

namespace PolicyEngine.Cli.Tests.Reading;

/// <summary>Memory is given back where much came since the last time, not
/// wherever much is held: the graphs of a thousand packages are.</summary>
public sealed class LargeReadingTests
{
    [Theory]
    [InlineData(10_000_000, 0, false)]
    [InlineData(48_000_000, 0, true)]
    [InlineData(400_000_000, 380_000_000, false)]
    [InlineData(430_000_000, 380_000_000, true)]
    [InlineData(30_000_000, 380_000_000, false)]
    public void Only_growth_counts(long bytes, long left, bool isDue) => Assert.Equal(isDue, LargeReading.IsDue(bytes, left));

    [Fact]
    public void What_is_held_is_not_collected_again_and_again()
    {
        var held = new byte[100_000_000];
        LargeReading.EndStep();
        var before = LargeReading.Collections;
        for (var step = 0; step < 40; step++)
        {
            LargeReading.EndStep();
        }

        // Other tests of this process take memory meanwhile.
        Assert.InRange(LargeReading.Collections - before, 0, 20);
        GC.KeepAlive(held);
    }
}
