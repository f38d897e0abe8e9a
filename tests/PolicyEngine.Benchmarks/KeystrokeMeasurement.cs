using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyEngine.Editing;

namespace PolicyEngine.Benchmarks;

/// <summary>From a keystroke to the diagnostics, for policies of 200 and 2,000
/// lines: one character more or less each time, as somebody types.</summary>
internal static class KeystrokeMeasurement
{
    private const int Keystrokes = 100;

    public static int Run()
    {
        foreach (var lines in new[] { 200, 2000 })
        {
            var text = Policy(lines);
            var times = new List<double>();
            for (var i = 0; i < Keystrokes; i++)
            {
                var typed = text.Insert(text.Length - 1, new string('x', i % 7));
                var watch = Stopwatch.StartNew();
                _ = EditedFile.Open("web.yaml", typed).Diagnostics.Length;
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{lines,5} lines: median {times[Keystrokes / 2]:0.0} ms, of 20 "
                        + $"keystrokes the slowest {times[Keystrokes * 19 / 20]:0.0} ms"
                )
            );
        }

        return 0;
    }

    /// <summary>A policy of so many lines.</summary>
    public static string Policy(int lines)
    {
        var text = new StringBuilder(
            "version: 1\nname: web\ntargets: [ghcr.io/acme/web]\nprotect:\n  - id: released\n    tags: [\"v*\", latest]\nrules:\n"
        );
        for (var i = 0; i < (lines - 7) / 5; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - id: rule-{i}\n    description: Images of branch {i}.\n    match:\n"
                    + $"      tags: [\"branch-{i}-*\", \"!branch-{i}-keep-*\"]\n    delete: {{ older-than: {i + 1}d, "
                    + $"except-newest: 3 }}\n"
            );
        }

        return text.ToString();
    }
}
