using System.Diagnostics;
using System.Globalization;

namespace PolicyEngine.Cli.Tests.Fuzzing;

/// <summary>Any bytes as a policy and as a policy test. <c>POLICYENGINE_FUZZ_MINUTES</c>
/// makes a long run, from <c>POLICYENGINE_FUZZ_SEED</c> on.</summary>
/// <remarks>An input that breaks something belongs into <c>tests/fixtures/fuzz</c>,
/// as the long run names it. Only the long run looks at the clock.</remarks>
public sealed class FuzzTests
{
    private const int ShortRun = 1500;
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(2);
    private static readonly FuzzCorpus Corpus = FuzzCorpus.Read();

    public static TheoryData<string> Finds =>
        [.. Directory.EnumerateFiles(Folder, "*.fuzz").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(TemporaryFolder.Repository, "tests", "fixtures", "fuzz");

    [Theory]
    [MemberData(nameof(Finds))]
    public void A_find_stays_found(string name) => FuzzCheck.Run(File.ReadAllBytes(Path.Combine(Folder, name)));

    [Fact]
    public void No_bytes_break_the_compiler()
    {
        var minutes = Number("POLICYENGINE_FUZZ_MINUTES", 0);
        var first = Number("POLICYENGINE_FUZZ_SEED", 1);
        var mutator = new FuzzMutator(Corpus);

        // The first compilation loads NJsonSchema, which takes as long as many inputs.
        FuzzCheck.Run(Corpus.Texts[0]);
        var total = Stopwatch.StartNew();
        var watch = new Stopwatch();
        var finds = new List<string>();
        var slowest = TimeSpan.Zero;
        var seed = first;
        for (; minutes > 0 ? total.Elapsed.TotalMinutes < minutes && finds.Count < 200 : seed < first + ShortRun; seed++)
        {
            var input = mutator.Next(seed);
            try
            {
                watch.Restart();
                FuzzCheck.Run(input);
            }
            catch (Exception e)
            {
                finds.Add($"seed {seed}: {e.Message.ReplaceLineEndings(" ")}\n{e.StackTrace?.Split('\n')[0]}");
                Save(minutes, seed, input);
                continue;
            }

            // Five compilations at the most, with their formats, were made of it.
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            if (minutes > 0 && watch.Elapsed > TooSlow)
            {
                finds.Add($"seed {seed}: {watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
                Save(minutes, seed, input);
            }
        }

        if (minutes > 0)
        {
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"{seed - first} inputs in {total.Elapsed}, the slowest {slowest}; peak working set {process.PeakWorkingSet64 >> 20} MiB."
            );
        }

        Assert.True(finds.Count == 0, string.Join('\n', finds));
    }

    private static void Save(int minutes, int seed, byte[] input)
    {
        if (minutes > 0)
        {
            File.WriteAllBytes(Path.Combine(Path.GetTempPath(), $"policyengine-{seed}.fuzz"), input);
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
