using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Journaling;

namespace PolicyEngine.Registry.Applying;

/// <summary>
/// Carries out a plan (semantics.md#applying): one repository after the other,
/// each step looked at again, recorded before it is done. Not thread-safe.
/// </summary>
/// <remarks>
/// A process killed at any instant leaves no surviving tag or index with a missing child. Applying the same plan
/// again, with the same journal, does the rest. What is not promised: that a push between the last look at a manifest
/// and its deletion is seen. On layouts the two are one step; on ghcr one request; on other registries one request for new
/// tags, for the tags that the image had, and for images that listed it, but, where there are more than 32 tags, two
/// seconds, or as long as looking up all tags takes, for another tag that was there before and is moved onto it.
/// </remarks>
/// <param name="journal">The journal, opened for the plan.</param>
/// <param name="options">How.</param>
/// <param name="budget">The budget that it shares with others; null for one of its own.</param>
public sealed class PlanApplier(ApplyJournal journal, ApplyOptions options, ApplyBudget? budget = null)
{
    /// <summary>Applies a plan. Cancelling ends it after the requests in flight; the report says what was done until then.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="open">Opens the writing side of a repository.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<ApplyReport> ApplyAsync(Plan plan, Func<RepositoryPlan, OpenedRepository> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(open);
        var own = budget ?? new ApplyBudget(options);
        var reports = new RepositoryApplyReport[plan.Repositories.Length];
        foreach (
            var (index, repository) in plan.Repositories.Index().OrderBy(item => options.Served?.Of(item.Item.Info.FullName) ?? default)
        )
        {
            var report = reports[index] = await ApplyAsync(repository, open, own, cancellationToken).ConfigureAwait(false);
            if (
                repository.Status == PlanStatus.Planned
                && (!report.Steps.IsEmpty || report.Status == ApplyStatus.Failed)
                && report.Steps.All(step => step.Outcome == ApplyOutcome.NotAttempted)
            )
            {
                options.Served?.Note(repository.Info.FullName, null);
            }
        }

        options.Served?.Save();
        return new ApplyReport { Repositories = [.. reports], Cancelled = cancellationToken.IsCancellationRequested };
    }

    private async Task<RepositoryApplyReport> ApplyAsync(
        RepositoryPlan plan,
        Func<RepositoryPlan, OpenedRepository> open,
        ApplyBudget shared,
        CancellationToken cancellationToken
    )
    {
        RepositoryApplyReport NotAttempted(string why) =>
            new()
            {
                Repository = plan.Info.FullName,
                Status = ApplyStatus.Applied,
                Steps = RepositoryApplier.NotAttempted(plan, why),
                ProofBefore = plan.Proof,
                PlannedBytes = plan.Bytes.Reclaimed,
            };
        RepositoryApplyReport Failed(string reason) =>
            new()
            {
                Repository = plan.Info.FullName,
                Status = ApplyStatus.Failed,
                Reason = reason,
            };
        if (plan.Status == PlanStatus.Planned && shared.LimitOf(plan.Info.Registry) is { } limit)
        {
            return NotAttempted(limit);
        }

        try
        {
            var (target, writer) = open(plan);
            await using (writer.ConfigureAwait(false))
            {
                using var held = Lock(plan, target);
                return await new RepositoryApplier(target, writer, journal, shared, options)
                    .RunAsync(plan, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed("The run was cancelled before anything was done.");
        }
        catch (RegistryException e) when (e.LimitedFor is { } wait && plan.Status == PlanStatus.Planned)
        {
            shared.Limit(plan.Info.Registry, wait, e.Message);
            return NotAttempted(e.Message);
        }
        catch (Exception e) when (FailureOf(e) is { } failure)
        {
            return Failed(failure);
        }
    }

    /// <summary>The sentence for users, whatever was thrown beside it by steps that were carried out together; null for bugs.</summary>
    private static string? FailureOf(Exception exception) =>
        exception switch
        {
            RegistryException or JournalException => exception.Message,
            AggregateException many => many.Flatten().InnerExceptions.Select(FailureOf).FirstOrDefault(text => text is not null),
            _ => null,
        };

    /// <summary>The lock of a repository where it is: the same name may be another one elsewhere.</summary>
    private FileLock? Lock(RepositoryPlan plan, RegistryTarget target)
    {
        if (options.LockDirectory is not { } folder)
        {
            return null;
        }

        try
        {
            OwnFiles.MakeFolder(folder);
            var name = Convert.ToHexStringLower(
                SHA256.HashData(
                    Encoding.UTF8.GetBytes($"{plan.Info.Provider}\n{target.LayoutPath ?? $"{target.Url}\n{plan.Info.FullName}"}")
                )
            )[..32];
            return FileLock.TryTake(Path.Combine(folder, name + ".lock"))
                ?? throw new RegistryException($"Another apply on this machine is working on '{Redaction.Show(plan.Info.FullName)}'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                $"The lock for '{Redaction.Show(plan.Info.FullName)}' cannot be taken: {e.Message}",
                innerException: e
            );
        }
    }
}

/// <summary>A repository that is open for writing.</summary>
/// <param name="Target">Where its registry is: noted in the journal, so that an apply can be undone without the policy.</param>
/// <param name="Writer">Its writing side; disposed by whoever is given it.</param>
public sealed record OpenedRepository(RegistryTarget Target, IRegistryWriter Writer);
