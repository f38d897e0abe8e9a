using System.Diagnostics;
using System.Globalization;
using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>What running a program took.</summary>
/// <param name="Status">The exit code.</param>
/// <param name="Elapsed">From the start to the end of the process.</param>
/// <param name="PeakBytes">The greatest resident memory, as the kernel counts it (VmHWM); 0 where there is no <c>/proc</c>.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record MeasuredProcess(int Status, TimeSpan Elapsed, long PeakBytes, string Error)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs the program as users do: a process of its own.</summary>
    public static async Task<MeasuredProcess> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        var watch = Stopwatch.StartNew();
        using var process = TestProcess.Start(
            "dotnet",
            [TestProcess.PolicyEngine, .. args],
            variables: variables.ToDictionary(pair => pair.Key, string? (pair) => pair.Value)
        );
        var ended = process.FinishAsync();
        long peak = 0;
        while (await Task.WhenAny(ended, Task.Delay(Poll)) != ended)
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
        }

        var elapsed = watch.Elapsed;
        var (_, error, status) = await ended;
        return new MeasuredProcess(status, elapsed, peak, error);
    }

    /// <summary>The kernel keeps the highest value, so the last look before the end tells it all.</summary>
    private static long ReadPeak(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status")
                .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
