using System.ComponentModel;
using System.Diagnostics;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Text;

namespace PolicyEngine.Registry.Facts.Git;

/// <summary>Runs <c>git</c> in a folder, without a shell and without asking anybody for anything.</summary>
/// <param name="folder">The folder.</param>
/// <param name="options">Gives the PATH and the clock.</param>
internal sealed class GitProgram(string folder, RegistryOptions options)
{
    private const int ErrorLimit = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What a git that runs this program, as in a hook, says of its own repository.</summary>
    private static readonly string[] OfCaller =
    [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_TRACE",
    ];

    /// <summary>Runs a command and hands over what it prints, a line at a time.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="input">What it reads, a line each; null for nothing.</param>
    /// <param name="take">Takes the lines.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="RegistryException">The program is missing, fails, or takes too long.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> arguments,
        IEnumerable<string>? input,
        Action<string> take,
        CancellationToken cancellationToken
    )
    {
        var path = Find(options.Environment("PATH")) ?? throw new RegistryException("The program 'git' is not in the PATH.");
        using var timeout = new CancellationTokenSource(Patience, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var name = $"'git {arguments[0]}'";
        try
        {
            var (code, error) = await RunAsync(path, arguments, input, take, either.Token).ConfigureAwait(false);
            if (code != 0)
            {
                throw new RegistryException($"{name} failed in '{Redaction.Show(folder)}' (exit code {code}): {error}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException($"{name} did not end within {Patience.TotalMinutes:0} minutes in '{Redaction.Show(folder)}'.");
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            throw new RegistryException($"{name} cannot be run in '{Redaction.Show(folder)}'.", innerException: e);
        }
    }

    private async Task<(int Code, string Error)> RunAsync(
        string path,
        IReadOnlyList<string> arguments,
        IEnumerable<string>? input,
        Action<string> take,
        CancellationToken cancellationToken
    )
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(path)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--no-replace-objects", "-c", "core.fsmonitor=false", .. arguments])
        {
            process.StartInfo.ArgumentList.Add(argument);
        }

        var environment = process.StartInfo.Environment;
        Array.ForEach(OfCaller, variable => environment.Remove(variable));
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["LC_ALL"] = "C";
        process.Start();
        try
        {
            var error = ReadErrorAsync(process.StandardError, cancellationToken);
            var reading = ReadLinesAsync(process.StandardOutput, take, cancellationToken);
            await WriteAsync(process.StandardInput, input ?? [], cancellationToken).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            var said = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, said);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task WriteAsync(StreamWriter writer, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var line in lines)
            {
                await writer.WriteAsync($"{line}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            writer.Close();
        }
        catch (IOException)
        {
            // It ended early: its exit code says why.
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> take, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            take(line);
        }
    }

    /// <summary>The last line of what it complains of, as far as it may be shown: addresses of remotes may have passwords.</summary>
    private static async Task<string> ReadErrorAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var last = "it does not say why.";
        var length = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var isFirst = length == 0;
            length += line.Length + 1;
            if (
                length < ErrorLimit
                && (isFirst || line.StartsWith("fatal:", StringComparison.Ordinal) || line.StartsWith("error:", StringComparison.Ordinal))
            )
            {
                last = line;
            }
        }

        return Redaction.Show(UrlPassword.Mask(last));
    }

    /// <summary>Looks in the absolute folders of the PATH only: a program in the current directory may be anybody's.</summary>
    private static string? Find(string? path)
    {
        var file = OperatingSystem.IsWindows() ? "git.exe" : "git";
        return path
            ?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(directory => Path.Combine(directory, file))
            .FirstOrDefault(File.Exists);
    }
}
