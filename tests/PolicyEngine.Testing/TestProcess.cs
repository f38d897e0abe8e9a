using System.Collections.Immutable;
using System.Diagnostics;

namespace PolicyEngine.Testing;

/// <summary>
/// A program that a test starts; an architecture test sees to it that none is started in another way. It has no terminal, no
/// language and no time zone but those that are set here, and reads the end of its input at once where a test gives it none.
/// </summary>
public sealed class TestProcess : IDisposable
{
    /// <summary>What a test that is not about them finds the same on every machine.</summary>
    private static readonly ImmutableDictionary<string, string?> Surroundings = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, string?>
        {
            ["TERM"] = "dumb",
            ["COLUMNS"] = null,
            ["LINES"] = null,
            ["NO_COLOR"] = null,
            ["FORCE_COLOR"] = null,
            ["CLICOLOR_FORCE"] = null,
            ["TZ"] = "UTC",
            ["LANG"] = "C.UTF-8",
            ["LANGUAGE"] = null,
            ["LC_ALL"] = "C.UTF-8",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["CI"] = null,
            ["GITHUB_ACTIONS"] = null,
            ["GITHUB_STEP_SUMMARY"] = null,
            ["GITHUB_OUTPUT"] = null,
            ["GITHUB_API_URL"] = null,
            ["GITHUB_SERVER_URL"] = null,
            ["GITHUB_REPOSITORY"] = null,
            ["GITHUB_TOKEN"] = null,
            ["POLICYENGINE_TOKEN"] = null,
            ["POLICYENGINE_TOKEN_HOSTS"] = null,
        }
    );

    private readonly Process _process;

    private TestProcess(Process process) => _process = process;

    /// <summary>The path of <c>policyengine.dll</c> beside the tests.</summary>
    public static string PolicyEngine => Path.Combine(AppContext.BaseDirectory, "policyengine.dll");

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>What it reads, where it was started with input; for a conversation with it.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What it writes; for a conversation with it.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="folder">Where it runs; null for where the test runs.</param>
    /// <param name="variables">More variables of its environment; null takes one away.</param>
    /// <param name="hasInput">Whether the test writes its input, and ends it.</param>
    public static TestProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? variables = null,
        bool hasInput = false
    )
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Surroundings.Concat(variables ?? ImmutableDictionary<string, string?>.Empty))
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var process = Process.Start(start)!;
        if (!hasInput)
        {
            process.StandardInput.Close();
        }

        return new TestProcess(process);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <inheritdoc cref="Start"/>
    public static async Task<EndedProcess> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? variables = null
    )
    {
        using var process = Start(program, arguments, folder, variables);
        return await process.FinishAsync();
    }

    /// <summary>Runs a program to its end and gives what it printed. It has to succeed.</summary>
    public static async Task<string> SucceedAsync(string program, params IEnumerable<string> arguments)
    {
        var ended = await RunAsync(program, arguments);
        return ended.Status == 0
            ? ended.Output
            : throw new InvalidOperationException($"{program} ended with {ended.Status}: {ended.Error}");
    }

    /// <summary>Reads all that it says until it ends.</summary>
    /// <param name="input">What it is given to read; null where it has no input.</param>
    /// <param name="cancellationToken">Gives up waiting; the program goes on.</param>
    public async Task<EndedProcess> FinishAsync(string? input = null, CancellationToken cancellationToken = default)
    {
        var output = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = _process.StandardError.ReadToEndAsync(cancellationToken);
        if (input is not null)
        {
            await _process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            _process.StandardInput.Close();
        }

        await _process.WaitForExitAsync(cancellationToken);
        return new EndedProcess(await output, await error, _process.ExitCode);
    }

    /// <summary>Reads lines of standard error until one holds a text, and lets the rest go by.</summary>
    /// <returns>Whether there was one; false where the program ended without.</returns>
    public async Task<bool> SaysAsync(string text)
    {
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                // The rest must go somewhere, or the pipe fills up and the program stops.
                _ = _process.StandardError.ReadToEndAsync();
                return true;
            }
        }

        await _process.WaitForExitAsync();
        return false;
    }

    /// <summary>Presses Ctrl-C.</summary>
    public Task InterruptAsync() => SucceedAsync("kill", "-INT", Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Kills it, with all that it started, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}

/// <summary>What a program said, and how it ended.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Status">The exit code.</param>
public sealed record EndedProcess(string Output, string Error, int Status);
