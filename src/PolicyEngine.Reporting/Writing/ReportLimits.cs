namespace PolicyEngine.Reporting.Writing;

/// <summary>How much of a plan a report shows. What is least missed goes
/// first: kept parts, digests, then findings and repositories.</summary>
/// <param name="Rows">The most rows of digests, over all repositories.</param>
/// <param name="Notes">The most findings, reasons and tags that are removed, of each repository.</param>
/// <param name="Repositories">The most repositories.</param>
internal sealed record ReportLimits(int Rows, int Notes, int Repositories)
{
    /// <summary>What surely does not fit any more is not even tried.</summary>
    public static ReportLimits For(int maxBytes) => new(Math.Max(maxBytes / 150, 10), 200, 1000);

    /// <summary>The next limits to try when a report of <paramref name="size"/>
    /// bytes was too long for <paramref name="maxBytes"/>.</summary>
    public ReportLimits Tighter(long size, int maxBytes)
    {
        // A little less than in proportion, since not all of a report is rows.
        static int Scale(int value, double factor) => (int)(value * Math.Min(factor * 0.9, 0.9));
        var factor = (double)maxBytes / size;
        return this switch
        {
            { Rows: > 20 } => this with { Rows = Scale(Rows, factor) },
            { Rows: > 0 } => this with { Rows = 0 },
            { Notes: > 3 } => this with { Notes = Scale(Notes, Math.Min(factor, 0.5)) },
            _ => this with { Notes = 0, Repositories = Scale(Repositories, Math.Min(factor, 0.7)) },
        };
    }

    /// <summary>Whether nothing is left to cut.</summary>
    public bool IsLeast => this is { Rows: 0, Notes: 0, Repositories: 0 };
}
