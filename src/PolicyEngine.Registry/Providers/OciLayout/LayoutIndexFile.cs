using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Files;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>Changes <c>index.json</c> of a layout, in one step each time;
/// what it does not know in it stays as it is. Not thread-safe.</summary>
internal sealed class LayoutIndexFile(string root)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };
    private readonly string _path = Path.Combine(root, "index.json");

    /// <summary>The bytes as they are.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    internal byte[] ReadBytes() =>
        Guard(() => new FileInfo(_path).LinkTarget is null ? File.ReadAllBytes(_path) : throw new IOException("It is a link."));

    /// <summary>The entries of a digest, as JSON.</summary>
    internal string EntriesOf(string digest) =>
        new JsonArray([
            .. Entries(Parse(ReadBytes())).Where(entry => DigestOf(entry) == digest).Select(entry => entry!.DeepClone()),
        ]).ToJsonString(Compact);

    /// <summary>Takes all entries of a digest out, if nobody else changed the file.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="expected">The bytes that were looked at.</param>
    /// <returns>The bytes before and after; where those before are not the expected ones, nothing was changed.</returns>
    internal (byte[] Before, byte[] After) Remove(string digest, byte[] expected) =>
        Change(
            entries =>
            {
                var gone = entries.Where(entry => DigestOf(entry) == digest).ToList();
                gone.ForEach(entry => entries.Remove(entry));
                return gone.Count > 0;
            },
            expected
        );

    /// <summary>Takes a tag off. Its entry stays without a name, but where another entry of the digest stays anyway.</summary>
    internal (byte[] Before, byte[] After) Untag(string tag, string digest) =>
        Change(entries =>
        {
            var named = entries.Where(entry => DigestOf(entry) == digest && TagOf(entry) == tag).ToList();
            foreach (var entry in named)
            {
                if (entries.Count(other => DigestOf(other) == digest) > 1)
                {
                    entries.Remove(entry);
                }
                else
                {
                    entry!["annotations"]!.AsObject().Remove(RefName.Annotation);
                }
            }

            return named.Count > 0;
        });

    /// <summary>Adds an entry with a tag; where there is an old one that had it, as it was.</summary>
    /// <param name="tag">The tag; null for an entry without a name.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="size">The size of the document.</param>
    /// <param name="oldEntries">What <see cref="EntriesOf"/> gave when it was there; null if nothing.</param>
    internal (byte[] Before, byte[] After) Add(string? tag, string digest, string mediaType, int size, string? oldEntries) =>
        Change(entries =>
        {
            if (entries.Any(entry => DigestOf(entry) == digest && TagOf(entry) == tag))
            {
                return false;
            }

            foreach (var other in entries.Where(entry => tag is not null && TagOf(entry) == tag).ToList())
            {
                entries.Remove(other);
            }

            if (
                tag is not null
                && entries.FirstOrDefault(entry => DigestOf(entry) == digest && TagOf(entry) is null && IsUnnamed(entry)) is { } unnamed
                && !WasUnnamed(oldEntries)
            )
            {
                entries.Remove(unnamed);
            }

            var old = oldEntries is null ? null : Old(oldEntries).FirstOrDefault(entry => TagOf(entry) == tag && DigestOf(entry) == digest);
            entries.Add(old?.DeepClone() ?? Entry(tag, digest, mediaType, size));
            return true;
        });

    /// <summary>
    /// The names of old entries beside some tags, null for an entry without one: what no tag brings
    /// back. A journal of an earlier version calls an entry untagged whose name was not a tag.
    /// </summary>
    internal static IReadOnlyList<string?> NamesBeside(IReadOnlyCollection<string> tags, string? oldEntries) =>
        oldEntries is null
            ? []
            : [.. Old(oldEntries).Select(TagOf).Where(name => name is null || !tags.Contains(name)).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether some digest has a name.</summary>
    internal bool Has(string name) => Entries(Parse(ReadBytes())).Any(entry => TagOf(entry) == name);

    internal static bool WasUnnamed(string? oldEntries) => oldEntries is not null && Old(oldEntries).Any(entry => TagOf(entry) is null);

    private static bool IsUnnamed(JsonNode? entry) => Member(Member(entry, "annotations"), RefName.Annotation) is null;

    private static JsonArray Old(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: ManifestLimits.Json) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonObject Entry(string? tag, string digest, string mediaType, int size)
    {
        var entry = new JsonObject
        {
            ["mediaType"] = mediaType,
            ["digest"] = digest,
            ["size"] = size,
        };
        if (tag is not null)
        {
            entry["annotations"] = new JsonObject { [RefName.Annotation] = tag };
        }

        return entry;
    }

    private (byte[] Before, byte[] After) Change(Func<JsonArray, bool> change, byte[]? expected = null)
    {
        var bytes = ReadBytes();
        if (expected is not null && !bytes.AsSpan().SequenceEqual(expected))
        {
            return (bytes, bytes);
        }

        var index = Parse(bytes);
        if (!change(Entries(index)))
        {
            return (bytes, bytes);
        }

        var text =
            index.ToJsonString(bytes.AsSpan().Contains((byte)'\n') ? Indented : Compact) + (bytes.AsSpan().EndsWith("\n"u8) ? "\n" : "");
        var written = System.Text.Encoding.UTF8.GetBytes(text);
        return Guard(() =>
        {
            Durable.Write(_path, written);
            return (bytes, written);
        });
    }

    private static JsonArray Entries(JsonNode index) =>
        Member(index, "manifests") as JsonArray ?? throw new RegistryException("'index.json' has no list 'manifests'.");

    private static JsonNode Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: ManifestLimits.Json)
                ?? throw new RegistryException("'index.json' cannot be understood.");
        }
        catch (JsonException e)
        {
            throw new RegistryException("'index.json' cannot be understood.", innerException: e);
        }
    }

    private static string? DigestOf(JsonNode? entry) => Text(Member(entry, "digest"));

    private static string? TagOf(JsonNode? entry) => RefName.TagOf(Text(Member(Member(entry, "annotations"), RefName.Annotation)));

    private static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static T Guard<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (Durable.IsRefusal(e))
        {
            throw new RegistryException($"'index.json' cannot be read or replaced: {e.Message}", innerException: e);
        }
    }
}
