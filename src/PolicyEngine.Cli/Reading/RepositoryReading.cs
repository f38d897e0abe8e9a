using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Reading;

/// <summary>
/// Reads repositories side by side, those first that have waited longest. What
/// goes wrong in one never stops the others: it is said in its information.
/// </summary>
internal static class RepositoryReading
{
    private const int MaxRepositories = 4;

    /// <summary>Packages are many and small, and each takes as long as a few answers do: while some wait for their points,
    /// others are read.</summary>
    private const int MaxPackages = 32;

    /// <summary>Reads all of them.</summary>
    /// <typeparam name="T">What becomes of a repository.</typeparam>
    /// <typeparam name="TSink">What takes the manifests of one repository.</typeparam>
    /// <param name="requests">The repositories.</param>
    /// <param name="clients">The open registries.</param>
    /// <param name="concurrency">The requests in flight; no more repositories are read at a time.</param>
    /// <param name="createSink">Creates a sink.</param>
    /// <param name="guide">Says what is needed.</param>
    /// <param name="finish">Makes the result of a repository, before the next one is read in its place.</param>
    /// <param name="progress">Is told of each one that is done.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The results in the order of the requests.</returns>
    /// <exception cref="CliException">A registry's clock differs from this machine's.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T, TSink>(
        IReadOnlyCollection<RepositoryRequest> requests,
        ClientPool clients,
        int concurrency,
        Func<TSink> createSink,
        IResolutionGuide guide,
        Func<TSink, RepositoryInfo, T> finish,
        ProgressReport progress,
        CancellationToken cancellationToken
    )
        where TSink : IManifestSink
    {
        var work = requests.Select((request, index) => (Client: clients.Open(request.Registry), Request: request, Index: index)).ToArray();
        var results = new T[work.Length];
        var isPackages = requests.All(request => RegistryKind.Of(request.Registry.Provider).HasPackages);

        // Where a limit does not suffice for all, the same ones would be left out every night.
        Array.Sort([.. work.Select(item => (clients.Served.Of(item.Request.FullName), item.Index))], work);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(concurrency, isPackages ? MaxPackages : MaxRepositories),
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(work, parallel, async (item, token) =>
            {
                var sink = createSink();
                var info = await ReadOneAsync(item.Client, item.Request, sink, guide, token).ConfigureAwait(false);
                if (info is null)
                {
                    sink = createSink();
                }

                if (info is { Complete: true })
                {
                    clients.Served.Note(item.Request.FullName, clients.Now);
                }

                results[item.Index] = finish(
                    sink,
                    info ?? Broken(item.Request, "Reading it failed because of a bug in the program; --verbose shows details.")
                );
                progress.Finish();
            })
            .ConfigureAwait(false);
        clients.Served.Save();
        clients.EnsureClock();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return results;

        async Task<RepositoryInfo?> ReadOneAsync(
            IRegistryClient client,
            RepositoryRequest request,
            TSink sink,
            IResolutionGuide g,
            CancellationToken token
        )
        {
            try
            {
                var info = await client.ReadRepositoryAsync(request.Name, sink, g, token).ConfigureAwait(false);

                // On a stack of its own, so that what was read is free before it is copied and planned: else the frames that ended hold it.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                LargeReading.EndStep();
                return info;
            }
            catch (RegistryException e)
            {
                return Broken(request, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
            {
                progress.Tell($"{request.FullName}: {e}");
                return null;
            }
        }
    }

    private static RepositoryInfo Broken(RepositoryRequest request, string reason) =>
        new()
        {
            Registry = request.Registry.Registry,
            Name = request.Name,
            Provider = request.Registry.Provider,
            Complete = false,
            Reason = reason,
        };
}
