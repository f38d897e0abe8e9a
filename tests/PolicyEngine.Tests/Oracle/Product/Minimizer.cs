using System.Reflection;

namespace PolicyEngine.Tests.Oracle;

/// <summary>Makes a case that shows a difference as small as single removals can make it.</summary>
internal static class Minimizer
{
    public static OracleCase Minimize(OracleCase @case, Func<OracleCase, bool> stillFails)
    {
        for (var budget = 3000; budget > 0;)
        {
            var smaller = Smaller(@case).TakeWhile(_ => budget-- > 0).FirstOrDefault(c => Fails(c, stillFails));
            if (smaller is null)
            {
                break;
            }

            @case = smaller;
        }

        return @case;
    }

    /// <summary>A removal may leave a policy that is not valid: that is another story, not the same failure.</summary>
    private static bool Fails(OracleCase @case, Func<OracleCase, bool> stillFails)
    {
        try
        {
            return stillFails(@case);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static IEnumerable<OracleCase> Smaller(OracleCase @case) =>
        Without(@case.Policies)
            .Where(p => p.Count > 0)
            .Select(p => @case with { Policies = p })
            .Concat(
                Without(@case.Repository.Manifests)
                    .Where(m => m.Count > 0)
                    .Select(m => @case with { Repository = @case.Repository with { Manifests = m } })
            )
            .Concat(Each(@case.Policies, Smaller).Select(p => @case with { Policies = p }))
            .Concat(
                Each(@case.Repository.Manifests, Smaller).Select(m => @case with { Repository = @case.Repository with { Manifests = m } })
            );

    private static IEnumerable<OraclePolicy> Smaller(OraclePolicy policy) =>
        Without(policy.Rules)
            .Where(r => r.Count > 0)
            .Select(r => policy with { Rules = r })
            .Concat(Without(policy.Protect).Select(p => policy with { Protect = p }))
            .Concat(Nulled(policy.Settings).Select(s => policy with { Settings = s }))
            .Concat(Nulled(policy.Limits).Select(l => policy with { Limits = l }))
            .Concat(Each(policy.Rules, Smaller).Select(r => policy with { Rules = r }))
            .Concat(Each(policy.Protect, p => Smaller(p.Match).Select(m => p with { Match = m })).Select(p => policy with { Protect = p }));

    private static IEnumerable<OracleRule> Smaller(OracleRule rule) =>
        Nulled(rule)
            .Where(r => r.Delete is not null || r.Keep is not null)
            .Concat(rule.Match is null ? [] : Smaller(rule.Match).Select(m => rule with { Match = m }))
            .Concat(rule.Delete is null ? [] : Nulled(rule.Delete).Select(d => rule with { Delete = d }))
            .Concat(rule.Keep is null ? [] : Nulled(rule.Keep).Select(k => rule with { Keep = k }));

    private static IEnumerable<OracleMatch> Smaller(OracleMatch match) =>
        (match.Any ?? [])
            .Concat(match.All ?? [])
            .Concat(Nulled(match).Where(m => m != new OracleMatch()))
            .Concat(
                match.TagsBy is null ? [] : Nulled(match.TagsBy).Where(t => t != new OracleTags()).Select(t => match with { TagsBy = t })
            )
            .Concat(match.Tags is null ? [] : Without(match.Tags).Where(t => t.Count > 0).Select(t => match with { Tags = t }));

    private static IEnumerable<OracleManifest> Smaller(OracleManifest manifest) =>
        Nulled(manifest)
            .Where(m => (m.Manifests is null) == (manifest.Manifests is null))
            .Concat(Without(manifest.Tags).Select(t => manifest with { Tags = t }))
            .Concat(Without(manifest.Layers).Select(l => manifest with { Layers = l }))
            .Concat(manifest.Locked ? [manifest with { Locked = false }] : [])
            .Concat(manifest.Annotations.Count > 0 ? [manifest with { Annotations = new Dictionary<string, string>() }] : [])
            .Concat(manifest.Manifests is null ? [] : Without(manifest.Manifests).Select(e => manifest with { Manifests = e }));

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> list) =>
        Enumerable.Range(0, list.Count).Select(i => (IReadOnlyList<T>)[.. list.Where((_, j) => j != i)]);

    private static IEnumerable<IReadOnlyList<T>> Each<T>(IReadOnlyList<T> list, Func<T, IEnumerable<T>> smaller) =>
        Enumerable
            .Range(0, list.Count)
            .SelectMany(i => smaller(list[i]).Select(s => (IReadOnlyList<T>)[.. list.Select((x, j) => i == j ? s : x)]));

    /// <summary>Copies of a record with one of its optional properties unset.</summary>
    private static IEnumerable<T> Nulled<T>(T record)
        where T : class
    {
        var nullability = new NullabilityInfoContext();
        foreach (
            var property in typeof(T)
                .GetProperties()
                .Where(p => p.CanWrite && nullability.Create(p).WriteState == NullabilityState.Nullable)
        )
        {
            if (property.GetValue(record) is not null)
            {
                var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
                property.SetValue(copy, null);
                yield return copy;
            }
        }
    }
}
