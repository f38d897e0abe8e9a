using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Cli.Base;

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
        string folder, string[] args, IReadOnlyDictionary<string, string> variables, TimeProvider? clock = null,
        Func<CliEnvironment, CliEnvironment>? with = null, CancellationToken cancellationToken = default)
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

    private static string Hide(string text, string folder) => text.Replace(folder, "$DIR", StringComparison.Ordinal);
}
