using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;

namespace PolicyEngine.Evaluation;

/// <summary>
/// The digests that policies name for a repository: by <c>digests</c> in protections and rules, and by
/// what is in use. A registry that lists only tags does not show them, so they are asked for. Pure.
/// </summary>
internal static class NamedDigests
{
    /// <summary>
    /// Up to so many digests that are in use under the names of other repositories are asked for: one of those may
    /// be a mirror of this one. Of more of them, only those of repositories with the same last part in their name.
    /// </summary>
    private const int MostElsewhere = 1000;

    /// <summary>The digests, each once for each place that names it.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="inUse">What is in use.</param>
    public static IReadOnlyList<NamedDigest> Of(IEnumerable<Policy> policies, RepositoryInfo repository, InUseReferences inUse)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(inUse);
        return EffectivePolicy.For(policies, repository, out _) is not { } policy
            ? []
            :
            [
                .. policy.Protections.SelectMany(p =>
                    p.Predicate.SelfAndParts()
                        .SelectMany(part => part.NamedDigests)
                        .Select(digest => new NamedDigest(digest, $"The protection '{p.Name}'", p.Location, Keeps: true, IsHere: false))
                ),
                .. policy.Rules.SelectMany(r =>
                    (r.Match?.SelfAndParts() ?? [])
                        .SelectMany(part => part.NamedDigests)
                        .Select(digest => new NamedDigest(digest, $"The rule '{r.Id}'", r.Location, Keeps: !r.IsDelete, IsHere: false))
                ),
                .. policy.Protections.Where(p => p.InUse is not null).SelectMany(p => InUse(p, repository, inUse)),
            ];
    }

    private static IEnumerable<NamedDigest> InUse(Protection protection, RepositoryInfo repository, InUseReferences inUse)
    {
        if (!inUse.TryGet(protection.Location.ToString(), out var references))
        {
            return [];
        }

        var named = references.Where(r => r.Digest is not null).ToLookup(r => r.Repository.Length == 0 || r.IsIn(repository));
        var elsewhere = named[false].Select(r => r.Digest).Distinct(StringComparer.Ordinal).Skip(MostElsewhere).Any()
            ? named[false].Where(r => LastPart(r.Repository) == LastPart(repository.Name))
            : named[false];
        return named[true]
            .Concat(elsewhere)
            .Select(r => (Reference: r, IsHere: r.Repository.Length > 0 && r.IsIn(repository)))
            .Select(r => new NamedDigest(r.Reference.Digest!, $"'{r.Reference.Source}'", protection.Location, Keeps: r.IsHere, r.IsHere));
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..].ToLowerInvariant();
}

/// <summary>A digest that a policy names.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="By">What names it, as the beginning of a sentence.</param>
/// <param name="Location">Where that stands in a policy.</param>
/// <param name="Keeps">Whether it is to keep the image, which should be here or in another repository of the policy.</param>
/// <param name="IsHere">Whether it names the digest in this very repository.</param>
internal sealed record NamedDigest(string Digest, string By, Location Location, bool Keeps, bool IsHere);
