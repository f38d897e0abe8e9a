using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Reading;

/// <summary>Has read what a plan would delete, and no more unless what images hold decides: plans
/// with what is known, and asks for the unread manifests that would go. Thread-safe.</summary>
/// <param name="compilation">The policies.</param>
/// <param name="now">The one now.</param>
/// <param name="options">What planning needs.</param>
/// <param name="isChanged">Whether the plan is carried out at once, so that what is
/// deleted is named also where nothing is left to read: it takes requests.</param>
internal sealed class PlanningGuide(PolicyCompilation compilation, DateTimeOffset now, PlanOptions options, bool isChanged = false)
    : IResolutionGuide
{
    /// <inheritdoc/>
    public bool NeedsConfigs => compilation.Policies.Any(p => p.NeedsConfigs);

    /// <inheritdoc/>
    public bool NeedsProvenance => compilation.Policies.Any(p => p.KeepsBases);

    /// <inheritdoc/>
    public IEnumerable<string> Named(RepositoryInfo repository) => NamedIn(compilation, repository, options);

    /// <summary>A guide that has everything read, also what the policies only name.</summary>
    public static IResolutionGuide OfEverything(PolicyCompilation compilation, DateTimeOffset now, PlanOptions options) =>
        OfEverything([(compilation, options)]);

    /// <summary>A guide that has everything read, also what one of several sets of policies only names.</summary>
    public static IResolutionGuide OfEverything(IReadOnlyCollection<(PolicyCompilation Policies, PlanOptions Options)> sides) =>
        new WholeRepositoryGuide(
            needsConfigs: true,
            repository => sides.SelectMany(side => NamedIn(side.Policies, repository, side.Options)),
            needsProvenance: sides.Any(side => side.Policies.Policies.Any(p => p.KeepsBases))
        );

    /// <inheritdoc/>
    public ValueTask<IEnumerable<string>> NextAsync(
        RepositoryInfo repository,
        IReadOnlyCollection<ManifestRecord> manifests,
        CancellationToken cancellationToken
    )
    {
        var unread = manifests.Where(m => m.Unread).Select(m => m.Digest);

        // How large an image is, and what its parts are labelled, is known
        // when all that it reaches and all that may share it has been read.
        var plans = unread.Any() ? !compilation.Policies.Any(p => p.NeedsParts) : isChanged;
        return ValueTask.FromResult(plans ? Wanted(repository, manifests, unread) : unread);
    }

    private static IEnumerable<string> NamedIn(PolicyCompilation policies, RepositoryInfo repository, PlanOptions options) =>
        NamedDigests
            .Of(policies.Policies, repository, options.InUse)
            .Select(n => n.Digest)
            .Concat(options.Begun.Parts.GetValueOrDefault(repository.FullName, []).Select(part => part.Digest));

    private IEnumerable<string> Wanted(RepositoryInfo repository, IReadOnlyCollection<ManifestRecord> manifests, IEnumerable<string> unread)
    {
        LargeReading.EndStep();
        var graph = BuildAsRead(repository, manifests);
        LargeReading.EndStep();
        var plan = Planner.Create(compilation, [graph], now, options);
        LargeReading.EndStep();

        // A plan that a limit refuses may fit once the edges of the unread ones are known.
        return plan.Repositories.Any(part => part.Status == PlanStatus.Refused)
            ? unread
            : [.. plan.Repositories.SelectMany(part => part.Delete.Concat(part.Retain)).Select(m => m.Digest)];
    }

    /// <summary>The graph, with the unread manifests taken for read. In a method of
    /// its own, so that the builder's memory is free while the plan is made.</summary>
    private static DigestGraph BuildAsRead(RepositoryInfo repository, IReadOnlyCollection<ManifestRecord> manifests)
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in manifests)
        {
            builder.Add(manifest.Unread ? manifest with { Unread = false } : manifest);
        }

        return builder.Build(repository);
    }
}
