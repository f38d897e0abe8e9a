using System.Diagnostics;
using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>The figures of the language server, in a process of its own: as an editor sees it, by the clock; and its
/// processor time, which does not depend on what else the machine does.</summary>
internal static class EditorFigures
{
    private const int Keystrokes = 100;
    private const int Starts = 5;

    /// <summary>The first keystrokes, in which the runtime compiles the methods: somebody who begins to type.</summary>
    private const int First = 20;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    public static async Task PrintAsync(FigurePrinter printer)
    {
        double? before = null;
        while (printer.Next.Work == FigureTable.Keystroke)
        {
            var (times, processor) = await TypeAsync(KeystrokeMeasurement.Policy(printer.Next.Size));
            Add(printer, FigureTable.Keystroke, times, processor, before);
            before = processor;
        }

        var text = KeystrokeMeasurement.Policy(printer.Next.Size);
        var (starts, used) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var client = new LanguageClient();
            await client.OpenAsync(text);
            starts.Add(watch.Elapsed.TotalMilliseconds);
            used.Add(client.Processor.TotalMilliseconds);
        }

        starts.Sort();
        used.Sort();
        Add(printer, FigureTable.FirstDiagnostics, starts, used[Starts / 2], null);

        await using var idle = new LanguageClient();
        await idle.OpenAsync(text);
        await Task.Delay(Rest);
        printer.Add(FigureTable.AtRest, FigurePrinter.Text($"{idle.Memory / 1e6:0} MB"), "", "", "");
    }

    /// <summary>One character more or less each time, at the end of the line of a description in the middle.</summary>
    private static async Task<(List<double> Times, double Processor)> TypeAsync(string text)
    {
        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, lines.Length / 2, l => l.Contains("description:", StringComparison.Ordinal));
        await using var client = new LanguageClient();
        await client.OpenAsync(text);
        var (times, before) = (new List<double>(), TimeSpan.Zero);
        for (var i = 0; i < First + Keystrokes; i++)
        {
            before = i == First ? client.Processor : before;
            var isTyped = i % 2 == 0;
            var watch = Stopwatch.StartNew();
            await client.ChangeAsync(line, lines[line].Length, isTyped ? 0 : 1, isTyped ? "x" : "");
            if (i >= First)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        return (times, (client.Processor - before).TotalMilliseconds / Keystrokes);
    }

    private static void Add(FigurePrinter printer, string work, List<double> times, double processor, double? before) =>
        printer.Add(
            work,
            FigurePrinter.Text($"{times[times.Count / 2]:0} ms"),
            FigurePrinter.Text($"{times[times.Count * 19 / 20]:0} ms"),
            FigurePrinter.Text($"{processor:0} ms"),
            FigurePrinter.Growth(processor, before)
        );
}
