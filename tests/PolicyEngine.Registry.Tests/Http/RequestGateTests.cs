using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Registry.Http;
using Xunit;

namespace PolicyEngine.Registry.Tests.Http;

public sealed class RequestGateTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Points_beyond_those_of_a_minute_wait_for_the_minute_to_end()
    {
        using var gate = new RequestGate(1000, _clock, pointsPerMinute: 10);
        await gate.EnterAsync(5, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await gate.EnterAsync(5, CancellationToken.None);

        var third = gate.EnterAsync(1, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.False(third.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await third;
    }

    [Fact]
    public async Task Being_ready_waits_for_the_points_and_takes_none()
    {
        using var gate = new RequestGate(1000, _clock, pointsPerMinute: 10);
        await gate.ReadyAsync(10, null, CancellationToken.None);
        await gate.EnterAsync(5, CancellationToken.None);

        var ready = gate.ReadyAsync(6, null, CancellationToken.None);
        await gate.ReadyAsync(5, null, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False(ready.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ready;
    }

    [Fact]
    public async Task A_refusal_makes_everyone_wait_and_halves_the_places_once()
    {
        using var gate = new RequestGate(8, _clock);
        for (var i = 0; i < 4; i++)
        {
            await gate.EnterAsync(1, CancellationToken.None);
        }

        gate.Leave(TimeSpan.FromSeconds(10));
        gate.Leave(TimeSpan.FromSeconds(10));
        var next = gate.EnterAsync(1, CancellationToken.None);

        Assert.Equal(4, gate.Allowed);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task The_places_come_back_with_success_and_never_fall_below_one()
    {
        using var gate = new RequestGate(4, _clock);
        for (var i = 0; i < 5; i++)
        {
            await gate.EnterAsync(1, CancellationToken.None);
            gate.Leave(TimeSpan.Zero);
        }

        Assert.Equal(1, gate.Allowed);
        for (var i = 0; i < 1 + 2 + 3; i++)
        {
            await gate.EnterAsync(1, CancellationToken.None);
            gate.Leave(null);
        }

        Assert.Equal(4, gate.Allowed);
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_takes_no_place()
    {
        using var gate = new RequestGate(1, _clock, pointsPerMinute: 1);
        await gate.EnterAsync(1, CancellationToken.None);
        gate.Leave(null);
        using var cancelled = new CancellationTokenSource();
        var second = gate.EnterAsync(1, cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await gate.EnterAsync(1, CancellationToken.None);
    }
}
