namespace PolicyEngine.Tests.Oracle;

/// <summary>What refers to a manifest itself, and whether a condition on its
/// types holds. Nothing is unread here, and no index has attestations.</summary>
internal static class NaiveReferrers
{
    /// <summary>The referrers by subject, by cosign's tags, and the entries of an index under OCI's referrers tag.</summary>
    public static Dictionary<string, HashSet<string>> Of(NaiveGraph graph, string digest)
    {
        var types = new Dictionary<string, HashSet<string>>();
        var lists = graph
            .Present.Where(d => graph[d].Tags.Any(t => graph.Names(t, d)?.Contains(digest) == true && CosignType(t) is null))
            .ToList();
        foreach (var referrer in graph.Present.Where(d => d != digest))
        {
            var cosign = graph[referrer]
                .Tags.Where(t => graph.Names(t, referrer)?.Contains(digest) == true)
                .Select(CosignType)
                .OfType<string>()
                .ToList();
            var own = graph.ArtifactType(referrer);
            if (
                cosign.Count > 0
                || lists.Any(l => graph.Children(l).Contains(referrer))
                || (lists.Contains(referrer) ? own is not null : graph.Subjects(referrer).Contains(digest))
            )
            {
                types[referrer] = [.. cosign, .. own is null ? [] : new[] { own }];
            }
        }

        return types;
    }

    public static bool Holds(OracleReferrers by, NaiveGraph graph, string digest)
    {
        var types = Of(graph, digest).Values.ToList();
        return (by.Any is null || types.Any(t => Matches(by.Any, t)))
            && (by.All is null || (types.Count > 0 && types.All(t => Matches(by.All, t))))
            && (by.None is null || !types.Any(t => Matches(by.None, t)));
    }

    /// <summary>A referrer may have several types, or none, which only <c>*</c> matches.</summary>
    private static bool Matches(IReadOnlyList<string> globs, HashSet<string> types)
    {
        var names = types.Count > 0 ? types : [""];
        var positive = globs.Where(g => !g.StartsWith('!')).ToList();
        return (positive.Count == 0 || names.Any(n => positive.Any(g => NaiveGlob.Matches(g, n))))
            && !names.Any(n => globs.Any(g => g.StartsWith('!') && NaiveGlob.Matches(g[1..], n)));
    }

    private static string? CosignType(string tag) =>
        new[] { "sig", "att", "sbom" }
            .Where(s => tag.EndsWith("." + s, StringComparison.Ordinal))
            .Select(s => $"application/vnd.dev.cosign.artifact.{s}.v1+json")
            .FirstOrDefault();
}
