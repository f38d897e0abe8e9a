using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary><c>figures [TABLE…]</c>: measures what the tables of <c>.github/PERFORMANCE.md</c> have and prints them
/// in Markdown: size, figure, growth from the size before, and the limit beside it.</summary>
internal static class FiguresMeasurement
{
    public static async Task<int> RunAsync(string[] names)
    {
        var unknown = names.Where(name => FigureTable.All.All(table => table.Name != name)).ToArray();
        if (unknown.Length > 0)
        {
            var known = string.Join(", ", FigureTable.All.Select(table => table.Name));
            Console.Error.WriteLine($"There is no table '{unknown[0]}'. The tables are {known}.");
            return 2;
        }

        foreach (var table in FigureTable.All.Where(table => names.Length == 0 || names.Contains(table.Name)))
        {
            var printer = new FigurePrinter(table);
            switch (table.Name)
            {
                case "snapshots":
                    await SnapshotFigures.PrintAsync(printer);
                    break;
                case "registries":
                    await RegistryFigures.PrintAsync(printer);
                    break;
                default:
                    await EditorFigures.PrintAsync(printer);
                    break;
            }

            printer.End();
        }

        return 0;
    }
}
