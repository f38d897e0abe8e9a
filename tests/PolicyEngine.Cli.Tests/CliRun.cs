using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>One run of the program within the test's process.</summary>
/// <param name="Output">Standard output; the path of the test's folder is shown as <c>$DIR</c>.</param>
/// <param name="Error">Standard error, likewise.</param>
/// <param name="Status">The exit code.</param>
internal sealed record CliRun(string Output, string Error, int Status)
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task<CliRun> RunAsync(string folder, params string[] args) => RunAsync(folder, args, new Dictionary<string, string>());

    public static async Task<CliRun> RunAsync(
        string folder,
        string[] args,
        IReadOnlyDictionary<string, string> variables,
        TimeProvider? clock = null,
        Func<CliEnvironment, CliEnvironment>? with = null,
        CancellationToken cancellationToken = default
    )
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var environment = new CliEnvironment
        {
            Output = output,
            Error = TextWriter.Synchronized(error),
            Variable = variables.GetValueOrDefault,
            CurrentDirectory = folder,
            Clock = clock ?? new FakeTimeProvider(Now),
            ChecksClock = false,
        };
        var status = await PolicyEngineApp.RunAsync(args, with?.Invoke(environment) ?? environment, cancellationToken);
        return new CliRun(Hide(Encoding.UTF8.GetString(output.ToArray()), folder), Hide(error.ToString(), folder), status);
    }

    /// <summary>One run of the program that <c>POLICYENGINE_BINARY</c> names, as a process of
    /// its own at the same time of day; of the one under test where none is named.</summary>
    public static async Task<CliRun> OfBinaryAsync(string folder, string[] args, IReadOnlyDictionary<string, string> variables)
    {
        if (Environment.GetEnvironmentVariable("POLICYENGINE_BINARY") is not { Length: > 0 } binary)
        {
            return await RunAsync(folder, args, variables);
        }

        var surroundings = variables.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal);
        string[] own = ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE"];
        foreach (var name in own)
        {
            surroundings.TryAdd(name, null);
        }

        // Its clock stands still, as that of the tests does; waiting takes the time it takes.
        surroundings["DONT_FAKE_MONOTONIC"] = "1";
        string[] command = ["-f", Now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), binary, .. args];
        var ended = await TestProcess.RunAsync("faketime", command, folder, surroundings);
        return new CliRun(Hide(ended.Output, folder), Hide(ended.Error, folder), ended.Status);
    }

    /// <summary>A text without the commit of the build, which changes with each.</summary>
    public static string HideBuild(string text) =>
        ProgramBuild.Commit is { } commit ? text.Replace(commit, "$COMMIT", StringComparison.Ordinal) : text;

    private static string Hide(string text, string folder) => text.Replace(folder, "$DIR", StringComparison.Ordinal);
}
