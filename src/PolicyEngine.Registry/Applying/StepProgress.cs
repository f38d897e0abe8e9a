namespace PolicyEngine.Registry.Applying;

/// <summary>Tells how far an apply is, and how long the rest will take at the pace so far. Thread-safe.</summary>
internal sealed class StepProgress(string repository, int total, ApplyOptions options)
{
    private const int FewSteps = 5;
    private readonly DateTimeOffset _start = options.Clock.GetUtcNow();

    /// <summary>Tells that so many steps are settled.</summary>
    internal void Settle(int done)
    {
        var spent = options.Clock.GetUtcNow() - _start;
        options.Progress?.Invoke(new ApplyProgress(repository, done, total, done < FewSteps ? null : spent / done * (total - done)));
    }
}
