using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Registry.Applying;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

public sealed class ApplyBudgetTests
{
    /// <summary>What lies between taking the turn and the deletion (the last look) takes now short, now long.</summary>
    [Theory]
    [InlineData(30, 1500, 0)]
    [InlineData(30, 900, 10)]
    [InlineData(1, 30_000, 0)]
    [InlineData(200, 250, 100)]
    public async Task There_are_never_more_deletions_in_a_minute_than_allowed(int perMinute, int slow, int quick)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var budget = new ApplyBudget(new ApplyOptions { Clock = clock });
        List<DateTimeOffset> deletions = [];
        for (var i = 0; i < perMinute * 4; i++)
        {
            var turn = budget.PaceAsync(perMinute, CancellationToken.None);
            while (!turn.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            Assert.Null(await turn);
            clock.Advance(TimeSpan.FromMilliseconds(i / perMinute % 2 == 0 ? slow : quick));
            deletions.Add(clock.GetUtcNow());
            budget.Settle(perMinute, sent: true);
        }

        Assert.All(deletions, first =>
            Assert.InRange(deletions.Count(at => at >= first && at < first + TimeSpan.FromMinutes(1)), 1, perMinute)
        );
    }

    [Fact]
    public async Task What_is_not_deleted_after_all_takes_nobodys_turn()
    {
        var clock = new FakeTimeProvider();
        var budget = new ApplyBudget(new ApplyOptions { Clock = clock });
        Assert.Null(await budget.PaceAsync(1, CancellationToken.None));
        var next = budget.PaceAsync(1, CancellationToken.None);
        Assert.False(next.IsCompleted);
        budget.Settle(1, sent: false);
        Assert.Null(await next);
    }
}
