namespace PolicyEngine.Registry.Contract;

/// <summary>
/// The end of a run's time budget: no limit of a registry is waited for beyond it,
/// except for a short time where something that was begun is finished. Thread-safe.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="end">When the time is over.</param>
public sealed class RunDeadline(TimeProvider clock, DateTimeOffset end)
{
    /// <summary>What is said where it is the reason not to wait.</summary>
    internal const string Text = "The time budget ends before that.";

    /// <summary>What is waited for to finish something, whatever the time
    /// budget leaves: as long as GitHub's secondary limits last.</summary>
    internal static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(1);

    private static readonly AsyncLocal<bool> IsFinishingHere = new();

    /// <summary>Whether the caller finishes what was begun.</summary>
    internal static bool IsFinishing => IsFinishingHere.Value;

    /// <summary>Whether a wait from now on ends in time.</summary>
    internal bool Allows(TimeSpan wait) => clock.GetUtcNow() + wait <= end || (IsFinishing && wait <= ShortWait);

    /// <summary>From here on until the result is disposed of, the calling method and what it calls finish what was begun.</summary>
    internal static Scope Finish() => new(IsFinishing);

    /// <summary>The time in which something is finished.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly bool _before;

        internal Scope(bool before)
        {
            _before = before;
            IsFinishingHere.Value = true;
        }

        /// <inheritdoc/>
        public void Dispose() => IsFinishingHere.Value = _before;
    }
}
