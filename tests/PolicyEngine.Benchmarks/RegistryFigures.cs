using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>The figures of registries: requests of whole processes to the fake of
/// GitHub, and to a registry of the distribution API.</summary>
internal static class RegistryFigures
{
    private const int GhcrLatency = 30;
    private const int OrganizationLatency = 5;

    public static async Task PrintAsync(FigurePrinter printer)
    {
        var before = new Dictionary<string, int>();
        while (printer.Next.Work == FigureTable.GhcrCold)
        {
            Check(await GhcrMeasurement.MeasureAsync(printer.Next.Size, GhcrLatency, [], (_, _, run, traffic) => Add(traffic.Total, run)));
        }

        while (printer.Next.Work == FigureTable.OrganizationCold)
        {
            Check(
                await OrganizationMeasurement.MeasureAsync(printer.Next.Size, OrganizationLatency, [], figures =>
                    Add(figures.Requests, figures.Run)
                )
            );
        }

        while (printer.Next.Work == FigureTable.OciCold)
        {
            await OciMeasurement.PlanAsync(printer.Next.Size, Add);
        }

        for (var left = FigureTable.Registries.Rows.Count(row => row.Work == FigureTable.OciDeletions); left > 0; left--)
        {
            await OciMeasurement.ApplyAsync(printer.Next.Size, Add);
        }

        void Add(int requests, MeasuredProcess run)
        {
            var work = printer.Next.Work;
            printer.Add(
                work,
                FigurePrinter.Text($"{requests:N0}"),
                FigurePrinter.Growth(requests, before.TryGetValue(work, out var last) ? last : null),
                FigurePrinter.Text($"{run.Elapsed.TotalSeconds:0.0}"),
                FigurePrinter.Text($"{run.PeakBytes / 1e6:0} MB")
            );
            before[work] = requests;
        }
    }

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"policyengine ended with {status}.");
        }
    }
}
