using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;

namespace PolicyEngine.Planning;

/// <summary>What will be deleted on later days if nobody pushes. Immutable.</summary>
/// <param name="Days">The days that were looked at.</param>
/// <param name="Entries">The days on which images go, in order; by repository.</param>
public sealed record Forecast(int Days, ImmutableArray<ForecastDay> Entries)
{
    /// <summary>Plans the same repositories at later times. Limits are left
    /// aside: what they hold up goes when somebody approves it.</summary>
    /// <param name="compilation">The policies.</param>
    /// <param name="graphs">The repositories.</param>
    /// <param name="now">The time that is planned for.</param>
    /// <param name="options">What else the plan was made of.</param>
    /// <param name="days">How many days are looked at.</param>
    /// <exception cref="InvalidOperationException">The compilation has errors.</exception>
    public static Forecast Create(
        PolicyCompilation compilation,
        IReadOnlyCollection<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions options,
        int days
    )
    {
        ArgumentNullException.ThrowIfNull(graphs);

        // What images are based on today counts throughout: to find it anew for each day takes as long as several plans.
        options = Planner.Prepare(compilation, graphs, now, options);
        var gone = new HashSet<(string, string)>(GoingAt(compilation, graphs, now, options).Select(item => (item.Repository, item.Digest)));
        var entries = ImmutableArray.CreateBuilder<ForecastDay>();
        for (var day = 1; day <= days; day++)
        {
            var then = now.AddDays(day);
            var news = GoingAt(compilation, graphs, then, options)
                .Where(item => gone.Add((item.Repository, item.Digest)))
                .GroupBy(item => item.Repository, StringComparer.Ordinal);
            entries.AddRange(
                news.Select(group => new ForecastDay(
                    DateOnly.FromDateTime(then.UtcDateTime),
                    group.Key,
                    [.. group.Select(item => item.Digest).Order(StringComparer.Ordinal)]
                ))
            );
        }

        return new Forecast(days, entries.ToImmutable());
    }

    private static IEnumerable<(string Repository, string Digest)> GoingAt(
        PolicyCompilation compilation,
        IReadOnlyCollection<DigestGraph> graphs,
        DateTimeOffset now,
        PlanOptions options
    ) =>
        from plan in Planner.Create(compilation, graphs, now, options).Repositories
        from manifest in plan.Proposed?.Delete ?? plan.Delete
        where manifest.Role == ManifestRole.Root
        select (plan.Info.FullName, manifest.Digest);
}

/// <summary>The images that go on one day in one repository.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Repository">The repository's full name.</param>
/// <param name="Digests">The images, ascending.</param>
public sealed record ForecastDay(DateOnly Day, string Repository, ImmutableArray<string> Digests);
