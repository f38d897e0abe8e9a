using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Credentials;

/// <summary>Runs Docker's credential helpers: <c>docker-credential-NAME get</c>, without a shell. What they print is never shown.</summary>
internal static partial class CredentialProgram
{
    private const int OutputLimit = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks a helper.</summary>
    /// <returns>The credentials; null where it has none for the registry.</returns>
    /// <exception cref="RegistryException">The helper is missing, fails, takes too long or answers nonsense.</exception>
    internal static async Task<Credential?> GetAsync(
        string name,
        string registry,
        RegistryOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new RegistryException($"'{Redaction.Show(name)}' is not the name of a credential helper.");
        }

        var helper = "docker-credential-" + name;
        var path = Find(helper, options.Environment("PATH"))
            ?? throw new RegistryException($"The credential helper '{helper}' is not in the PATH.");
        using var timeout = new CancellationTokenSource(Patience, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var (code, output) = await RunAsync(path, registry, either.Token).ConfigureAwait(false);
            return code == 0 ? Parse(helper, output)
                : output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) ? null
                : throw new RegistryException($"The credential helper '{helper}' failed (exit code {code}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException($"The credential helper '{helper}' did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new RegistryException($"The credential helper '{helper}' cannot be started.", innerException: e);
        }
    }

    /// <summary>Looks in the absolute folders of the PATH only: a helper in the current directory may be anybody's.</summary>
    private static string? Find(string helper, string? path)
    {
        var file = OperatingSystem.IsWindows() ? helper + ".exe" : helper;
        return path
            ?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    private static async Task<(int Code, string Output)> RunAsync(string path, string registry, CancellationToken cancellationToken)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(path)
        {
            ArgumentList = { "get" },
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process.Start();
        try
        {
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            try
            {
                await process.StandardInput.WriteAsync(registry.AsMemory(), cancellationToken).ConfigureAwait(false);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // A helper for one registry need not read which one is meant: what it answers counts.
            }

            var buffer = new char[OutputLimit];
            var length = await process.StandardOutput.ReadBlockAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, new string(buffer, 0, length));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Credential? Parse(string helper, string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var user = document.RootElement.GetProperty("Username").GetString();
            var secret = document.RootElement.GetProperty("Secret").GetString();
            return string.IsNullOrEmpty(secret) ? null
                : user == "<token>" ? Credential.OfIdentityToken($"'{helper}'", secret)
                : Credential.OfPassword($"'{helper}'", user ?? "", secret);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Without the inner exception: it may quote the output.
            throw new RegistryException($"The credential helper '{helper}' did not return credentials.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
