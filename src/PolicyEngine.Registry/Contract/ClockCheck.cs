using System.Globalization;

namespace PolicyEngine.Registry.Contract;

/// <summary>Compares the clock with what registries say the time is (the header <c>Date</c>):
/// ages count from it, and a wrong one makes what is new old. Thread-safe.</summary>
/// <param name="advice">What follows from it and what to do, in sentences.</param>
public sealed class ClockCheck(
    string advice = "Ages would be wrong by the difference, so nothing is decided. Set the clock, or pass the time with --now."
)
{
    /// <summary>What the clocks may differ by.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private volatile string? _problem;

    /// <summary>Why the clock cannot be trusted, naming both times; null
    /// while nothing speaks against it. What is found first stays.</summary>
    public string? Problem => _problem;

    /// <summary>Looks at an answer.</summary>
    /// <param name="authority">The registry that gave it.</param>
    /// <param name="date">Its header <c>Date</c>.</param>
    /// <param name="age">Its header <c>Age</c>: for how many seconds a cache on the way has had it.</param>
    /// <param name="asked">What our clock said when it was asked for.</param>
    /// <param name="answered">What it said when the answer came.</param>
    /// <exception cref="RegistryException">The clocks differ.</exception>
    internal void Note(string authority, string? date, string? age, DateTimeOffset asked, DateTimeOffset answered)
    {
        if (_problem is null && DateOf(date, age) is { } theirs && (theirs - answered > Tolerance || asked - theirs > Tolerance))
        {
            _problem = string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of this machine says {answered.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, but "
                    + $"'{Redaction.Show(authority)}' says {theirs.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. {advice}"
            );
        }

        if (_problem is { } problem)
        {
            throw new RegistryException(problem);
        }
    }

    /// <summary>The time of an answer: where a cache on the way gave it, that of the origin and the age of the copy.</summary>
    private static DateTimeOffset? DateOf(string? date, string? age) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.AddSeconds(int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0)
            : null;
}
