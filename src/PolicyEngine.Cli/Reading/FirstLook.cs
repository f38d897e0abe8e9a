using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Graph;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Reading;

/// <summary>
/// Looks at repositories before there is a policy for them. If a registry does not answer soon, nothing is known, and the command goes on.
/// </summary>
internal static class FirstLook
{
    /// <summary>Whoever writes a first policy does not wait for longer.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>Reads the repositories of a target.</summary>
    /// <param name="context">The command.</param>
    /// <param name="sources">How registries are reached.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The graphs, all of them complete, or why there are none.</returns>
    public static async Task<(IReadOnlyList<DigestGraph> Graphs, string? Problem)> ReadAsync(
        CommandContext context,
        SourceOptions sources,
        PolicyTarget target,
        CancellationToken cancellationToken
    )
    {
        // What goes wrong is said once, as the reason why the policy does not fit.
        var messages = new Messages(context.Environment with { Error = TextWriter.Null }, isQuiet: true, isVerbose: false, useColor: false);
        using var limit = new CancellationTokenSource(s_limit, context.Environment.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var targets = sources
                .Overrides(context.Parsed)
                .Apply([target])
                .Select(applied => (applied, context.Directory.FullPath))
                .ToList();
            var (graphs, _) = await GraphReading
                .ReadRegistriesAsync(
                    context with
                    {
                        Messages = messages,
                    },
                    sources,
                    targets,
                    new WholeRepositoryGuide(needsConfigs: false),
                    either.Token
                )
                .ConfigureAwait(false);
            var problem = (messages.Errors is [var first, ..] ? first : null)
                ?? graphs.FirstOrDefault(graph => !graph.Info.Complete)?.Info.Reason
                ?? (graphs.Sum(graph => graph.PresentCount) == 0 ? "It has no images." : null);
            return problem is null ? (graphs, null) : ([], problem);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"It could not be read within {s_limit.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is CliException or RegistryException or HttpRequestException or IOException)
        {
            return ([], e.Message);
        }
    }
}
