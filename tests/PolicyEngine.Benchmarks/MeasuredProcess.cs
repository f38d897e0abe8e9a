using System.Diagnostics;
using System.Globalization;

namespace PolicyEngine.Benchmarks;

/// <summary>What running a program took.</summary>
/// <param name="Status">The exit code.</param>
/// <param name="Elapsed">From the start to the end of the process.</param>
/// <param name="Processor">User and system time at the last look before its end; 0 where there is no <c>/proc</c>.</param>
/// <param name="PeakBytes">The greatest resident memory, as the kernel counts it (VmHWM); 0 where there is no <c>/proc</c>.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record MeasuredProcess(int Status, TimeSpan Elapsed, TimeSpan Processor, long PeakBytes, string Error)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>The kernel's unit of user and system time, as <c>/proc</c> has it on every machine.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Runs the program as users do: a process of its own.</summary>
    public static async Task<MeasuredProcess> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        var watch = Stopwatch.StartNew();
        using var process = MeasuredProgram.Start(args, variables.ToDictionary(pair => pair.Key, string? (pair) => pair.Value));
        var ended = process.FinishAsync();
        var (peak, processor) = (0L, TimeSpan.Zero);
        while (await Task.WhenAny(ended, Task.Delay(Poll)) != ended)
        {
            peak = Math.Max(peak, ReadMemory(process.Id, "VmHWM:"));
            processor = ReadProcessor(process.Id) ?? processor;
        }

        var elapsed = watch.Elapsed;
        var (_, error, status) = await ended;
        return new MeasuredProcess(status, elapsed, processor, peak, error);
    }

    /// <summary>A line of what the kernel tells of the memory of a process, in bytes: <c>VmHWM:</c> is the highest value that
    /// <c>VmRSS:</c> had, so the last look before the end tells it all.</summary>
    public static long ReadMemory(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status")
                .FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? 0
                : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>User and system time of a process so far; null where it has ended, or there is no <c>/proc</c>.</summary>
    public static TimeSpan? ReadProcessor(int id)
    {
        try
        {
            // The name of the program, in parentheses, may have blanks; user and system time are the twelfth and thirteenth field after it.
            var text = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : TimeSpan.FromSeconds((Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond);
        }
        catch (IOException)
        {
            return null;
        }

        static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
    }
}
