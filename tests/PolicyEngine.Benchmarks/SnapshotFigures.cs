using PolicyEngine.Snapshots;
using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>The figures of what needs no registry: whole processes that read a snapshot and plan it, and plans in memory.</summary>
internal static class SnapshotFigures
{
    private const int Runs = 3;
    private const string Policy = """
        version: 1
        limits: { min-remaining: 0 }
        rules:
          - { id: pull-requests, match: { tags: ["pr-*"] }, delete: { older-than: 14d, except-newest: 1000 } }
        """;

    public static async Task PrintAsync(FigurePrinter printer)
    {
        await PrintSnapshotsAsync(printer);
        PrintPlans(printer);
        PrintVersions(printer);
    }

    /// <summary><c>snapshot --manifests N --out FILE</c>: writes a snapshot to try things on.</summary>
    public static int Write(string[] args)
    {
        if (
            args is not ["--manifests", var number, "--out", var path]
            || !int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var manifests)
        )
        {
            Console.Error.WriteLine("Write it as: snapshot --manifests N --out FILE");
            return 2;
        }

        Write(manifests, path);
        return 0;
    }

    private static async Task PrintSnapshotsAsync(FigurePrinter printer)
    {
        var folder = Directory.CreateTempSubdirectory("policyengine-bench");
        try
        {
            var policy = Path.Combine(folder.FullName, "policy.yaml");
            await File.WriteAllTextAsync(policy, Policy);
            MeasuredProcess? before = null;
            while (printer.Next.Work == FigureTable.SnapshotPlan)
            {
                var file = Path.Combine(folder.FullName, "snapshot.json");
                Write(printer.Next.Size, file);
                var run = await MedianAsync(policy, file, Path.Combine(folder.FullName, "plan.sarif"));
                printer.Add(
                    FigureTable.SnapshotPlan,
                    FigurePrinter.Text($"{run.Processor.TotalSeconds:0.0} s"),
                    FigurePrinter.Growth(run.Processor.TotalSeconds, before?.Processor.TotalSeconds),
                    FigurePrinter.Text($"{run.PeakBytes / 1e6:0} MB"),
                    FigurePrinter.Growth(run.PeakBytes, before?.PeakBytes)
                );
                before = run;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A plan without a list of what stays, so that reading and planning is what takes the time.</summary>
    private static async Task<MeasuredProcess> MedianAsync(string policy, string snapshot, string plan)
    {
        var runs = new List<MeasuredProcess>();
        for (var i = 0; i < Runs; i++)
        {
            var run = await MeasuredProcess.RunAsync(
                new Dictionary<string, string>(),
                ["plan", policy, "--snapshot", snapshot, "--now", "2026-01-01T00:00:00Z", "--format", "sarif", "--output", plan, "--quiet"]
            );
            if (run.Status != 0)
            {
                throw new InvalidOperationException(run.Error);
            }

            runs.Add(run);
        }

        return runs.OrderBy(run => run.Processor).ElementAt(Runs / 2);
    }

    private static void Write(int manifests, string path)
    {
        using var file = File.Create(path);
        var repository = new SnapshotRepository(SyntheticRepository.Info, [.. new SyntheticRepository(manifests).Manifests()]);
        SnapshotWriter.Write(file, [repository], indented: false);
    }

    private static void PrintPlans(FigurePrinter printer)
    {
        PlanFigures? before = null;
        while (printer.Next.Work == FigureTable.GraphPlan)
        {
            var figures = PlanMeasurement.Measure(printer.Next.Size);
            printer.Add(
                FigureTable.GraphPlan,
                FigurePrinter.Text($"{figures.Processor.TotalSeconds:0.0} s"),
                FigurePrinter.Growth(figures.Processor.TotalSeconds, before?.Processor.TotalSeconds),
                FigurePrinter.Text($"{figures.BytesOfManifest:0} bytes a manifest"),
                FigurePrinter.Growth(figures.LiveBytes, before?.LiveBytes)
            );
            before = figures;
        }
    }

    private static void PrintVersions(FigurePrinter printer)
    {
        var semver = VersionMeasurement.Measure("semver", printer.Next.Size);
        printer.Add(FigureTable.BySemver, Milliseconds(semver.Processor), "", Megabytes(semver.Bytes), "");
        var version = VersionMeasurement.Measure("version", printer.Next.Size);
        printer.Add(
            FigureTable.ByVersion,
            Milliseconds(version.Processor),
            FigurePrinter.Growth(version.Processor.TotalSeconds, semver.Processor.TotalSeconds),
            Megabytes(version.Bytes),
            FigurePrinter.Growth(version.Bytes, semver.Bytes)
        );
    }

    private static string Milliseconds(TimeSpan time) => FigurePrinter.Text($"{time.TotalMilliseconds:0} ms");

    private static string Megabytes(long bytes) => FigurePrinter.Text($"{bytes / 1e6:0} MB allocated");
}
