using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>Why the <c>repositories</c> of a rule leave none over: none fits, or what fits is excluded.</summary>
/// <param name="Location">The pattern that is to blame.</param>
/// <param name="Why">A clause: <c>'acme/wbe' fits none of its targets</c>.</param>
/// <param name="Nearest">The names that may have been meant, as a sentence; empty where nothing is misspelt.</param>
internal sealed record NarrowedToNothing(Location? Location, string Why, string Nearest)
{
    /// <summary>Finds out why.</summary>
    /// <param name="repositories">The patterns.</param>
    /// <param name="names">The repositories, of which they leave none.</param>
    /// <param name="all">What these are called, as in "none of its targets".</param>
    public static NarrowedToNothing Of(GlobList repositories, IReadOnlyList<(string Name, string Provider)> names, string all)
    {
        var wanted = new GlobList(repositories.Included, []);
        var (name, provider) = names.FirstOrDefault(n => RepositoryNames.IsMatch(wanted, n.Provider, n.Name));
        if (name is null)
        {
            var pattern = repositories.Included[0];
            return new NarrowedToNothing(
                pattern.Location,
                $"'{Quote.Cap(pattern.Text)}' fits none of {all}",
                Suggestion.Text(NearestTo(pattern.Text, names.Select(n => n.Name)))
            );
        }

        // What the other patterns mean, an exclusion takes away: nothing is misspelt there.
        var exclusion = repositories.Excluded.First(e => RepositoryNames.IsMatch(new GlobList([e], []), provider, name));
        var meant = names.Count(n => RepositoryNames.IsMatch(wanted, n.Provider, n.Name));
        var taken = names.Count(n =>
            RepositoryNames.IsMatch(wanted, n.Provider, n.Name)
            && RepositoryNames.IsMatch(new GlobList([exclusion], []), n.Provider, n.Name)
        );
        var what =
            taken < meant ? $"'{Quote.Cap(name)}', and the other exclusions the rest"
            : repositories.Included is [var first, ..]
                ? $"all that '{Quote.Cap(first.Text)}'{(repositories.Included.Length > 1 ? " and the patterns beside it fit" : " fits")}"
            : $"all of {all}";
        return new NarrowedToNothing(exclusion.Location, $"'!{Quote.Cap(exclusion.Text)}' excludes {what}", string.Empty);
    }

    /// <summary>The names that a text is the end of, or that it ends in; else those that are spelt nearly so.</summary>
    private static IEnumerable<string> NearestTo(string text, IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var ends = all.Where(n =>
                n.EndsWith($"/{text}", StringComparison.OrdinalIgnoreCase)
                || text.EndsWith($"/{n}", StringComparison.OrdinalIgnoreCase)
                || n.Equals(text, StringComparison.OrdinalIgnoreCase)
            )
            .Take(3)
            .ToArray();
        return ends.Length > 0 ? ends : Suggestion.Closest(text, all);
    }
}
