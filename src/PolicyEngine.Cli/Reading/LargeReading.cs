namespace PolicyEngine.Cli.Reading;

/// <summary>Keeps the peak of memory down where a repository is large:
/// between two steps of its reading nearly everything is garbage.</summary>
internal static class LargeReading
{
    /// <summary>Below that many bytes since the last time there is nothing worth collecting.</summary>
    private const long Large = 48_000_000;

    private static long _left;

    /// <summary>How often memory was given back, for tests.</summary>
    internal static int Collections => Volatile.Read(ref _collections);

    private static int _collections;

    /// <summary>Gives the memory of a step that ended back, before the next one takes its own. Takes tens of milliseconds;
    /// a few times a repository, and only where much came since: what all graphs of a run hold stays.</summary>
    public static void EndStep()
    {
        if (IsDue(GC.GetTotalMemory(forceFullCollection: false), Volatile.Read(ref _left)))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Volatile.Write(ref _left, GC.GetTotalMemory(forceFullCollection: false));
            Interlocked.Increment(ref _collections);
        }
    }

    /// <summary>Whether enough came since the last time.</summary>
    internal static bool IsDue(long bytes, long left) => bytes - left >= Large;
}
