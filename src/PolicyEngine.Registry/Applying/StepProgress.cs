namespace PolicyEngine.Registry.Applying;

/// <summary>Tells how far an apply is, and how long the rest will take at the
/// pace so far, and at the registry's limit at best. Thread-safe.</summary>
internal sealed class StepProgress(string repository, int total, int? perMinute, ApplyOptions options)
{
    private const int FewSteps = 5;
    private readonly DateTimeOffset _start = options.Clock.GetUtcNow();

    /// <summary>Tells that so many steps are settled.</summary>
    internal void Settle(int done)
    {
        var spent = options.Clock.GetUtcNow() - _start;
        var soonest = perMinute is { } most ? TimeSpan.FromMinutes(Math.Max(0, total - done - most) / (double)most) : TimeSpan.Zero;
        options.Progress?.Invoke(
            new ApplyProgress(
                repository,
                done,
                total,
                done < FewSteps ? null : TimeSpan.FromTicks(Math.Max(soonest.Ticks, (spent / done * (total - done)).Ticks))
            )
        );
    }
}
