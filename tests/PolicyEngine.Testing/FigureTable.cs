using System.Collections.Immutable;

namespace PolicyEngine.Testing;

/// <summary>A table of <c>.github/PERFORMANCE.md</c>: what is measured, at which sizes, and the limit beside it.
/// The benchmarks fill it in, and a test holds that the page has it.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Columns">The names of the figures; work and size come before them, the limit after them.</param>
/// <param name="Rows">The rows in their order.</param>
public sealed record FigureTable(string Name, ImmutableArray<string> Columns, ImmutableArray<FigureRow> Rows)
{
    public const string SnapshotPlan = "`plan --snapshot` of manifests";
    public const string GraphPlan = "graph and plan in memory, ten rules, of manifests";
    public const string BySemver = "`semver` range, `per` minor, of tags";
    public const string ByVersion = "`version` range, `per` minor, of tags";
    public const string GhcrCold = "ghcr, cold, of versions";
    public const string GhcrWarm = "ghcr, cache filled, 1 % new";
    public const string OrganizationCold = "ghcr, all packages, cold";
    public const string OrganizationWarm = "ghcr, all packages, cache filled, 1 % changed";
    public const string OciCold = "OCI registry, cold, of images";
    public const string OciWarm = "OCI registry, cache filled";
    public const string OciDeletions = "OCI registry, half of the tags deleted, of tags";
    public const string Keystroke = "keystroke to diagnostics, of lines";
    public const string FirstDiagnostics = "start to first diagnostics, of lines";
    public const string AtRest = "memory of the server at rest, of lines";

    /// <summary>What needs no registry, in processor time.</summary>
    public static FigureTable Snapshots { get; } =
        new(
            "snapshots",
            ["processor time", "growth", "memory", "growth"],
            [
                new(SnapshotPlan, 100_000, ""),
                new(SnapshotPlan, 300_000, ""),
                new(SnapshotPlan, 900_000, "2.5 s, 400 MB"),
                new(GraphPlan, 100_000, "250 bytes a manifest"),
                new(GraphPlan, 1_000_000, "250 bytes a manifest"),
                new(BySemver, 100_000, ""),
                new(ByVersion, 100_000, "1.5 x the time of `semver`"),
            ]
        );

    /// <summary>Registries, in requests.</summary>
    public static FigureTable Registries { get; } =
        new(
            "registries",
            ["requests", "growth", "seconds", "peak memory"],
            [
                new(GhcrCold, 5_000, "at least 605 requests; a peer 5,022, 18 s, 167 MB"),
                new(GhcrWarm, 5_000, "at least 56 requests"),
                new(GhcrCold, 20_000, "at least 2,422 requests; a peer 20,081, 70 s, 291 MB"),
                new(GhcrWarm, 20_000, "at least 223 requests"),
                new(OrganizationCold, 200, "500 MB"),
                new(OrganizationWarm, 200, "at least 204 requests, logins aside; 500 MB"),
                new(OrganizationCold, 400, "500 MB"),
                new(OrganizationWarm, 400, "at least 408 requests, logins aside; 500 MB"),
                new(OciCold, 500, "at least 753 requests: no configs of what is protected"),
                new(OciWarm, 500, "at least 503 requests"),
                new(OciCold, 3_000, "at least 4,503 requests: no configs of what is protected"),
                new(OciWarm, 3_000, "at least 3,003 requests"),
                new(OciDeletions, 500, "at least 2,000 HEADs and as many as all tags take every 2 s"),
                new(OciDeletions, 3_000, "at least 12,000 HEADs and as many as all tags take every 2 s"),
            ]
        );

    /// <summary>The language server, by the clock.</summary>
    public static FigureTable Editor { get; } =
        new(
            "editor",
            ["median", "19 of 20 below", "processor time", "growth"],
            [new(Keystroke, 200, "30 ms"), new(Keystroke, 2_000, "150 ms"), new(FirstDiagnostics, 200, "500 ms"), new(AtRest, 200, "80 MB")]
        );

    /// <summary>All of them, in the order of the page.</summary>
    public static ImmutableArray<FigureTable> All { get; } = [Snapshots, Registries, Editor];

    /// <summary>The cells of the head.</summary>
    public ImmutableArray<string> Head => ["work", "size", .. Columns, "limit"];
}

/// <summary>What is measured at one size.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Size">How much of it.</param>
/// <param name="Limit">What it is to stay below, or what is the least that it can take; empty for none.</param>
public sealed record FigureRow(string Work, int Size, string Limit);
