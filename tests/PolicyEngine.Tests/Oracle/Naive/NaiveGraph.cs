using System.Globalization;
using System.Text.RegularExpressions;

namespace PolicyEngine.Tests.Oracle;

/// <summary>semantics.md#the-digest-graph over strings: what lists, keeps
/// and reaches what; roots (1.3.1), times (1.3.9) and bytes.</summary>
internal sealed partial class NaiveGraph
{
    private readonly DateTimeOffset _now;
    private readonly IReadOnlyList<string> _ageFrom;
    private readonly bool _untaggedByUpdate;
    private readonly Dictionary<string, OracleManifest> _manifests;
    private readonly Dictionary<string, IReadOnlyList<string>> _subjects;
    private readonly Dictionary<string, IReadOnlyList<string>> _userTags;
    private readonly Dictionary<string, HashSet<string>> _reached;

    public NaiveGraph(OracleRepository repository, DateTimeOffset now, IReadOnlyList<string>? ageFrom)
    {
        _now = now;
        _ageFrom = ageFrom ?? ["pushed", "created"];
        _untaggedByUpdate = ageFrom is null && repository.Provider == "ghcr";
        _manifests = repository.Manifests.ToDictionary(m => m.Digest);
        _subjects = Present.ToDictionary(d => d, FindSubjects);
        _userTags = Present.ToDictionary(d => d, FindUserTags);
        var edges = Present.ToDictionary(d => d, KeepEdges);
        _reached = Present.ToDictionary(d => d, d => Reach(d, edges));
        Roots = [.. FindRoots().Order(StringComparer.Ordinal)];
    }

    public IEnumerable<string> Present => _manifests.Keys;

    public IReadOnlyList<string> Roots { get; }

    public bool AnyUserTag => Present.Any(d => UserTags(d).Any());

    public OracleManifest this[string digest] => _manifests[digest];

    public bool IsIndex(string digest) =>
        _manifests[digest] is var m && (m.MediaType is null ? m.Manifests is not null : MediaTypes.Indexes.Contains(m.MediaType));

    public string MediaType(string digest) =>
        _manifests[digest].MediaType ?? (IsIndex(digest) ? MediaTypes.OciIndex : MediaTypes.OciManifest);

    /// <summary>The listed children, present or missing; entries that are no manifests are blobs (1.4).</summary>
    public IEnumerable<OracleDescriptor> Listed(string digest) =>
        IsIndex(digest)
            ? (_manifests[digest].Manifests ?? []).Where(e => e.MediaType is null || MediaTypes.Manifests.Contains(e.MediaType))
            : [];

    public IEnumerable<string> Children(string digest) => Listed(digest).Select(e => e.Digest).Where(_manifests.ContainsKey).Distinct();

    public bool IsListed(string digest) => Present.Any(parent => Children(parent).Contains(digest));

    /// <summary>The digests that a referrer tag on the digest names (an absent one included); null where the tag is a user tag.</summary>
    public IReadOnlyList<string>? Names(string tag, string target)
    {
        var match = ReferrerTag().Match(tag);
        if (!match.Success || (match.Groups["kind"].Length == 0 && !IsIndex(target)))
        {
            return null;
        }

        var prefix = $"{match.Groups["alg"].Value}:{match.Groups["hex"].Value}";
        var named = Present.Where(d => d.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return named.Contains(target) ? null
            : named.Count > 0 ? named
            : [prefix];
    }

    public IReadOnlyList<string> UserTags(string digest) => _userTags[digest];

    /// <summary>What it refers to, present or absent: its subject, and what its referrer tags name.</summary>
    public IReadOnlyList<string> Subjects(string digest) => _subjects[digest];

    private IReadOnlyList<string> FindUserTags(string digest) =>
        [.. _manifests[digest].Tags.Where(t => Names(t, digest) is null).Distinct().Order(StringComparer.Ordinal)];

    private IReadOnlyList<string> FindSubjects(string digest) =>
        [
            .. _manifests[digest]
                .Tags.SelectMany(t => Names(t, digest) ?? [])
                .Concat(_manifests[digest].Subject is { } s ? [s] : [])
                .Distinct(),
        ];

    private IReadOnlyList<string> KeepEdges(string digest) =>
        [
            .. Children(digest)
                .Concat(Present.Where(d => Subjects(d).Contains(digest)))
                .Concat(_manifests[digest].Mentions.Where(_manifests.ContainsKey))
                .Distinct(),
        ];

    public HashSet<string> Closure(IEnumerable<string> digests) => [.. digests.SelectMany(d => _reached[d])];

    public bool IsOrphaned(string digest) =>
        UserTags(digest).Count == 0 && Subjects(digest).Count > 0 && !IsListed(digest) && !Subjects(digest).Any(_manifests.ContainsKey);

    public bool IsPart(string digest) => Present.Any(other => other != digest && KeepEdges(other).Contains(digest));

    public string? State(string digest)
    {
        var listed = Listed(digest).ToList();
        var missing = listed.Count(e => !_manifests.ContainsKey(e.Digest));
        return missing == 0 ? null
            : missing == listed.Count ? "ghost"
            : "partial";
    }

    public DateTimeOffset? Time(string digest)
    {
        foreach (var source in _ageFrom)
        {
            var time = source switch
            {
                "pushed" => _manifests[digest].PushedAt,
                "updated" => _manifests[digest].UpdatedAt,
                _ => InRange(_manifests[digest].CreatedAt) ?? InRange(Annotated(digest)),
            };
            if (time is not null)
            {
                var isUpdated = _untaggedByUpdate && source == "pushed" && Roots.Contains(digest) && UserTags(digest).Count == 0;
                return isUpdated && _manifests[digest].UpdatedAt is { } updated && updated > time ? updated : time;
            }
        }

        return IsIndex(digest) ? Children(digest).Select(Time).Max() : null;
    }

    public TimeSpan? Age(string digest) => _now - Time(digest);

    public DateTimeOffset? LastPull(string digest) => Children(digest).Select(LastPull).Append(_manifests[digest].PulledAt).Max();

    public bool AnyPull => _manifests.Values.Any(m => m.PulledAt is not null);

    public TimeSpan? SincePull(string digest) => _now - (LastPull(digest) ?? _manifests[digest].PushedAt ?? Time(digest));

    public string? ArtifactType(string digest)
    {
        var manifest = _manifests[digest];
        var configType = manifest.Config?.MediaType;
        return manifest.ArtifactType ?? (configType is not null && !MediaTypes.ImageConfigs.Contains(configType) ? configType : null);
    }

    /// <summary>All documents and blobs of the manifests, each once, with their sizes. What is not stated anywhere is 0.</summary>
    public Dictionary<string, long> Items(IEnumerable<string> digests)
    {
        var items = new Dictionary<string, long>();
        foreach (var manifest in digests.Select(d => _manifests[d]))
        {
            items[$"manifest {manifest.Digest}"] = DocumentSize(manifest);
            foreach (var blob in BlobsOf(manifest))
            {
                // Of what manifests say, the largest holds.
                items[$"blob {blob.Digest}"] = _manifests
                    .Values.SelectMany(BlobsOf)
                    .Where(b => b.Digest == blob.Digest)
                    .Max(b => b.Size ?? 0);
            }
        }

        return items;
    }

    private long DocumentSize(OracleManifest manifest) =>
        manifest.Size
        ?? _manifests
            .Values.OrderBy(m => m.Digest, StringComparer.Ordinal)
            .SelectMany(m => (m.Manifests ?? []).Where(e => e.Digest == manifest.Digest).OrderBy(e => e.Size ?? long.MaxValue))
            .FirstOrDefault(e => e.Size is not null)
            ?.Size
        ?? 0;

    private IEnumerable<OracleBlob> BlobsOf(OracleManifest manifest) =>
        manifest
            .Layers.Concat(manifest.Config is { } c ? [new OracleBlob(c.Digest, c.Size)] : [])
            .Concat((manifest.Manifests ?? []).Except(Listed(manifest.Digest)).Select(e => new OracleBlob(e.Digest, e.Size)));

    /// <summary>The bytes that only this root reaches, with its own document.</summary>
    public long UniqueBytes(string digest)
    {
        var others = Items(Closure(Roots.Where(r => r != digest)));
        return Items(Closure([digest])).Where(i => i.Key == $"manifest {digest}" || !others.ContainsKey(i.Key)).Sum(i => i.Value);
    }

    /// <summary>Whether nothing at all is stated of a manifest that only this root reaches: no size, no blob, no child.</summary>
    public bool IsSizeUnknown(string digest)
    {
        var others = Closure(Roots.Where(r => r != digest));
        return Closure([digest])
            .Where(d => d == digest || !others.Contains(d))
            .Select(d => _manifests[d])
            .Any(m => DocumentSize(m) == 0 && !BlobsOf(m).Any() && m.Manifests is null or { Count: 0 });
    }

    private DateTimeOffset? InRange(DateTimeOffset? time) =>
        time < new DateTimeOffset(2013, 1, 1, 0, 0, 0, TimeSpan.Zero) || time > _now.AddDays(1) ? null : time;

    private DateTimeOffset? Annotated(string digest) =>
        _manifests[digest].Annotations.TryGetValue("org.opencontainers.image.created", out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? time
            : null;

    private HashSet<string> Reach(string start, Dictionary<string, IReadOnlyList<string>> edges)
    {
        var reached = new HashSet<string> { start };
        var work = new Queue<string>(reached);
        while (work.TryDequeue(out var digest))
        {
            foreach (var next in edges[digest].Where(reached.Add))
            {
                work.Enqueue(next);
            }
        }

        return reached;
    }

    private HashSet<string> FindRoots()
    {
        var roots = Present.Where(d => UserTags(d).Count > 0 || (!IsListed(d) && !Subjects(d).Any(_manifests.ContainsKey))).ToHashSet();
        var unreached = Present.Except(Closure(roots)).ToList();
        foreach (var digest in unreached)
        {
            var circle = unreached.Where(d => _reached[digest].Contains(d) && _reached[d].Contains(digest)).ToList();
            var isReachedFromOutside = unreached.Except(circle).Any(d => _reached[d].Contains(digest));
            if (!isReachedFromOutside)
            {
                var unlisted = circle.Where(d => !IsListed(d)).ToList();
                roots.UnionWith(unlisted.Count > 0 ? unlisted : [circle.Min(StringComparer.Ordinal)!]);
            }
        }

        return roots;
    }

    [GeneratedRegex(
        @"\A(?:(?<alg>sha256)-(?<hex>[0-9a-f]{64})|(?<alg>sha512)-(?<hex>[0-9a-f]{128}|[0-9a-f]{64}))(?<kind>\.sig|\.att|\.sbom)?\z"
    )]
    private static partial Regex ReferrerTag();
}
