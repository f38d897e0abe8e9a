using System.Text;

namespace PolicyEngine.Testing.Registries;

/// <summary>A registry of one repository, <c>web</c>, that keeps, serves, takes
/// and deletes manifests, and refuses in the way of a real one.</summary>
public sealed class ActingRegistry : IAsyncDisposable
{
    private const string Manifests = "/v2/web/manifests/";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TestManifest> _manifests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly RegistryWay _way;

    private ActingRegistry(RegistryWay way, OddServer server)
    {
        (_way, Server) = (way, server);
        server.Instead = Answer;
    }

    /// <summary>The server that answers for it.</summary>
    public OddServer Server { get; }

    /// <summary>Digests that are locked.</summary>
    public ISet<string> Locked { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Answers to a request before anything else does; null leaves it.</summary>
    public Func<string, Answer?> Fault { get; set; } = _ => null;

    /// <summary>The digests and tags that are there.</summary>
    public IReadOnlyList<string> Present
    {
        get
        {
            lock (_gate)
            {
                return [.. _manifests.Keys.Order(StringComparer.Ordinal), .. _tags.Keys];
            }
        }
    }

    public static async Task<ActingRegistry> StartAsync(RegistryWay way) => new(way, await OddServer.StartAsync());

    /// <summary>Keeps a manifest with its blobs, and tags that lead to it.</summary>
    public ActingRegistry Has(TestManifest manifest, params IEnumerable<string> tags)
    {
        lock (_gate)
        {
            _manifests[manifest.Digest] = manifest;
            Server.Has("web", manifest);
            foreach (var tag in tags)
            {
                _tags[tag] = manifest.Digest;
            }
        }

        return this;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal IReadOnlyList<string> TagsOf(string digest) => [.. _tags.Where(pair => pair.Value == digest).Select(pair => pair.Key)];

    internal bool IsListed(string digest) =>
        _manifests.Values.Any(other =>
            other.Digest != digest && Encoding.UTF8.GetString(other.Body).Contains(digest, StringComparison.Ordinal)
        );

    private Answer? Answer(ReceivedRequest request)
    {
        var (method, target) = request.Line.Split(' ', 2) is [var first, var second] ? (first, second.Split('?')[0]) : ("", "");
        lock (_gate)
        {
            if (Fault(request.Line) is { } fault)
            {
                return fault;
            }

            if (target == "/v2/web/tags/list")
            {
                return Registries.Answer.Json($$"""{"name":"web","tags":[{{string.Join(',', _tags.Keys.Select(tag => $"\"{tag}\""))}}]}""");
            }

            if (!target.StartsWith(Manifests, StringComparison.Ordinal))
            {
                return null;
            }

            var reference = target[Manifests.Length..];
            return method == "PUT" ? Put(reference, request)
                : Find(reference) is not { } found ? Registries.Answer.Error(404, "MANIFEST_UNKNOWN")
                : method == "DELETE" ? _way.Refuse(this, reference, found.Digest) ?? Delete(reference)
                : Registries.Answer.Of(found);
        }
    }

    private static bool HasSubject(TestManifest manifest, string digest) =>
        System.Text.Json.JsonDocument.Parse(manifest.Body).RootElement.TryGetProperty("subject", out var subject)
        && subject.GetProperty("digest").GetString() == digest;

    private TestManifest? Find(string reference) => _manifests.GetValueOrDefault(_tags.GetValueOrDefault(reference, reference));

    private Answer Put(string reference, ReceivedRequest request)
    {
        var body = Encoding.UTF8.GetBytes(request.Body);
        var manifest = new TestManifest(request.Header("Content-Type") ?? "", body, []);
        _manifests[manifest.Digest] = manifest;
        if (reference != manifest.Digest)
        {
            _tags[reference] = manifest.Digest;
        }

        return new Answer { Status = 201 };
    }

    private Answer Delete(string reference)
    {
        if (!_tags.Remove(reference))
        {
            foreach (var tag in TagsOf(reference))
            {
                _tags.Remove(tag);
            }

            _manifests.Remove(reference);
            foreach (var referrer in _way.DeletesReferrers ? _manifests.Values.Where(other => HasSubject(other, reference)).ToArray() : [])
            {
                Delete(referrer.Digest);
            }
        }

        return new Answer { Status = 202 };
    }
}
