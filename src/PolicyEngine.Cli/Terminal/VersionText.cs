using System.CommandLine;
using System.CommandLine.Invocation;
using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Terminal;

/// <summary>What <c>--version</c> prints: <c>policyengine 1.2.0 (commit 0123456789ab, 2026-06-01)</c>.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    private const int ShownDigits = 12;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        string?[] origin = [ProgramBuild.Commit is { } commit ? $"commit {commit[..ShownDigits]}" : null, ProgramBuild.Date];
        var known = string.Join(", ", origin.OfType<string>());
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"policyengine {ProgramBuild.Version}{(known.Length > 0 ? $" ({known})" : "")}"
        );
        return ExitCode.Done;
    }
}
