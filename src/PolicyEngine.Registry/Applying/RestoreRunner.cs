using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Undoes an apply by its journal: children before the indexes that list them, tags last. What is there already is left alone,
/// and so is a tag that leads elsewhere now. What a later run took of it comes back with it. Can be run again. Not thread-safe.
/// </summary>
/// <param name="journal">The journal, opened by <see cref="ApplyJournal.OpenExisting"/>.</param>
/// <param name="options">The clock and the log count; the brakes do not.</param>
public sealed class RestoreRunner(ApplyJournal journal, ApplyOptions options)
{
    /// <summary>Brings back what the journal says was deleted or untagged.</summary>
    /// <param name="open">Opens the writing side of a repository, where the journal says it is.</param>
    /// <param name="cancellationToken">Cancels it after the request in flight.</param>
    public async Task<ApplyReport> RestoreAsync(
        Func<RepositoryInfo, RegistryTarget, IRegistryWriter> open,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(open);
        var reports = ImmutableArray.CreateBuilder<RepositoryApplyReport>();
        foreach (var repository in journal.Earlier.OfType<RepositoryEntry>().DistinctBy(entry => entry.Repository, StringComparer.Ordinal))
        {
            reports.Add(await RestoreAsync(repository, open, cancellationToken).ConfigureAwait(false));
        }

        return new ApplyReport { Repositories = reports.ToImmutable(), Cancelled = cancellationToken.IsCancellationRequested };
    }

    private async Task<RepositoryApplyReport> RestoreAsync(
        RepositoryEntry repository,
        Func<RepositoryInfo, RegistryTarget, IRegistryWriter> open,
        CancellationToken cancellationToken
    )
    {
        var info = repository.Info;
        var report = new RepositoryApplyReport { Repository = info.FullName, Status = ApplyStatus.Applied };
        try
        {
            var writer = open(info, TargetOf(repository, info));
            await using (writer.ConfigureAwait(false))
            {
                await writer.EnterAsync(cancellationToken).ConfigureAwait(false);
                var others = new OtherJournals(journal.Path, repository);
                return await new RepositoryRestorer(writer, journal, JournaledRepository.Of(journal, info, others), others, options)
                    .RunAsync(report, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report with { Status = ApplyStatus.Failed, Reason = "The run was cancelled. Run it again to continue." };
        }
        catch (Exception e) when (e is RegistryException or JournalException)
        {
            return report with { Status = ApplyStatus.Failed, Reason = e.Message };
        }
    }

    private static RegistryTarget TargetOf(RepositoryEntry entry, RepositoryInfo info) =>
        new()
        {
            Provider = info.Provider,
            Registry = info.Registry,
            Url = entry.Url,
            ApiUrl = entry.ApiUrl,
            Insecure = entry.Insecure == true,
            LayoutPath = entry.LayoutPath,
            LayoutName = entry.LayoutPath is null ? null : info.Name,
        };
}
