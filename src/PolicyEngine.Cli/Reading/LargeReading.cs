namespace PolicyEngine.Cli.Reading;

/// <summary>Keeps the peak of memory down where a repository is large: between two steps of its reading nearly everything is garbage.</summary>
internal static class LargeReading
{
    /// <summary>Below that many bytes there is nothing worth collecting.</summary>
    private const long Large = 48_000_000;

    /// <summary>Gives the memory of a step that ended back, before the next one takes its own. Takes tens of milliseconds; a few times a repository.</summary>
    public static void EndStep()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) >= Large)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
