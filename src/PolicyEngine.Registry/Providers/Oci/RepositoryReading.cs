using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Distribution;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.Oci;

/// <summary>What is known of a repository while it is read. Thread-safe.</summary>
/// <param name="connection">The registry.</param>
/// <param name="served">The name of the repository in URLs.</param>
/// <param name="repository">The name as users write it.</param>
internal sealed class RepositoryReading(OciConnection connection, string served, string repository)
{
    /// <summary>The greatest number of manifests of a repository. More is taken for an attack, or for a circle of names.</summary>
    internal const int ManifestLimit = 5_000_000;

    /// <summary>Failures after which the rest is not read: nothing can come of it any more.</summary>
    private const int FailureLimit = 10;

    private readonly ConcurrentDictionary<string, ManifestRecord> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _dangling = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _namedButMissing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Referrer, string Subject), bool> _referrers = new();
    private readonly ConcurrentDictionary<string, bool> _failures = new(StringComparer.Ordinal);
    private readonly MaterialLimits _materials = new();
    private ConcurrentQueue<string> _frontier = new();

    internal OciConnection Connection => connection;

    internal string Served => served;

    internal RegistryHttp Http { get; } = connection.For(served);

    /// <summary>Whether so much failed that reading on is of no use.</summary>
    internal bool GivenUp => _failures.Count >= FailureLimit;

    /// <summary>Why the repository is incomplete; null when it is not.</summary>
    internal string? Reason =>
        _failures.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } first
            ? _failures.Count == 1
                ? first
                : string.Create(CultureInfo.InvariantCulture, $"{first} And {_failures.Count - 1} more failures.")
            : null;

    /// <summary>The tags that lead to nothing, in ordinal order.</summary>
    internal ImmutableArray<string> DanglingTags => [.. _dangling.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The digests that were asked for by their names and are not there, in ordinal order.</summary>
    internal ImmutableArray<string> NamedButMissing => [.. _namedButMissing.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there are tags and not one of them leads anywhere.</summary>
    internal bool AllDangling => _tags.IsEmpty && !_dangling.IsEmpty;

    internal void Fail(string reason) => _failures.TryAdd(reason, true);

    internal void Log(string line) => connection.Options.Log?.Invoke($"{Redaction.Show(connection.Endpoint.Name)}/{repository}: {line}");

    internal void TagLeadsTo(string tag, string digest) => _tags[tag] = digest;

    internal void TagDangles(string tag) => _dangling[tag] = true;

    internal void NamedIsMissing(string digest) => _namedButMissing[digest] = true;

    /// <summary>Forgets everything but the failures.</summary>
    internal void Clear()
    {
        _records.Clear();
        _tags.Clear();
        _dangling.Clear();
        _namedButMissing.Clear();
        _claimed.Clear();
        _referrers.Clear();
    }

    internal bool TryGet(string digest, out ManifestRecord record) => _records.TryGetValue(digest, out record!);

    internal void Put(ManifestRecord record)
    {
        _records[record.Digest] = _materials.Count(record);
        connection.Options.Progress?.Invoke(
            new ReadProgress(connection.Endpoint.Name, repository, connection.Transport.Answered, _records.Count)
        );
    }

    /// <summary>Puts a digest on the frontier, once. One that cannot be verified is kept without being read.</summary>
    internal void Claim(string digest)
    {
        if (!_claimed.TryAdd(digest, true))
        {
            return;
        }

        if (_claimed.Count > ManifestLimit)
        {
            Fail($"It has more than {ManifestLimit} manifests.");
        }
        else if (OciNames.IsReadable(digest))
        {
            _frontier.Enqueue(digest);
        }
        else
        {
            Put(new ManifestRecord { Digest = digest, Unread = true });
        }
    }

    /// <summary>Takes the frontier off, in ordinal order.</summary>
    internal IReadOnlyList<string> TakeFrontier()
    {
        var taken = Interlocked.Exchange(ref _frontier, new ConcurrentQueue<string>());
        return [.. taken.Order(StringComparer.Ordinal)];
    }

    /// <summary>Notes that the referrers API calls a manifest a referrer of another.</summary>
    internal void IsReferrer(string referrer, string subject) => _referrers[(referrer, subject)] = true;

    /// <summary>Gives everything to a sink, in ordinal order of the digests.</summary>
    internal void Deliver(IManifestSink sink)
    {
        HangReferrersOnSubjects();
        var tags = _tags.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        foreach (var (digest, record) in _records.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            sink.Add(_materials.Apply(record) with { Tags = [.. tags[digest].Order(StringComparer.Ordinal)] });
        }
    }

    /// <summary>
    /// A referrer that does not name its subject itself is kept with it all the same: as its subject where it names none, else as something
    /// that the subject mentions.
    /// </summary>
    private void HangReferrersOnSubjects()
    {
        foreach (
            var (referrer, subject) in _referrers
                .Keys.OrderBy(pair => pair.Referrer, StringComparer.Ordinal)
                .ThenBy(pair => pair.Subject, StringComparer.Ordinal)
        )
        {
            if (
                !_records.TryGetValue(referrer, out var record)
                || record.Subject == subject
                || !_records.TryGetValue(subject, out var named)
            )
            {
                continue;
            }

            Log($"{referrer} is listed as a referrer of {subject} but does not state it as its subject; it is kept with it.");
            if (record.Subject is null)
            {
                _records[referrer] = record with { Subject = subject };
            }
            else
            {
                _records[subject] = named with { Mentions = named.Mentions.Add(referrer) };
            }
        }
    }
}
