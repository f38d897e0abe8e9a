using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning;

/// <summary>How many images somebody approved to delete, whatever
/// <c>max-delete</c> says; what is larger is still refused. Immutable.</summary>
/// <param name="Everywhere">For every repository that is not named; null for none.</param>
/// <param name="ByRepository">For single repositories, by their full names.</param>
public sealed record ApprovedDeletions(int? Everywhere, ImmutableDictionary<string, int> ByRepository)
{
    /// <summary>Nothing is approved: the limits of the policies count alone.</summary>
    public static ApprovedDeletions None { get; } = new(null, ImmutableDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The number for one repository; null for none.</summary>
    public int? For(RepositoryInfo repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return ByRepository.TryGetValue(repository.FullName, out var number) ? number : Everywhere;
    }
}
