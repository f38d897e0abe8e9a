using System.Diagnostics;
using System.Globalization;

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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "policyengine.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        long peak = 0;
        while (await Task.WhenAny(ended, Task.Delay(Poll)) != ended)
        {
            peak = Math.Max(peak, ReadPeak(process.Id));
        }

        var elapsed = watch.Elapsed;
        _ = await output;
        return new MeasuredProcess(process.ExitCode, elapsed, peak, await error);
    }

    /// <summary>The kernel keeps the highest value, so the last look before the end tells it all.</summary>
    private static long ReadPeak(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
