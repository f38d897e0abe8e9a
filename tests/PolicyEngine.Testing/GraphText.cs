using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing;

/// <summary>Repositories as text, one manifest a line: <c>name key=value flag
/// …</c>. Blank lines and those that begin with '#' are skipped.</summary>
/// <remarks>
/// <code>
/// app  tags=v1,latest children=amd:linux/amd64,arm:linux/arm64,att!,gone
/// amd  pushed=2026-01-01 size=100 layers=l1:200,l2:300 labels=team:web
/// sig  subject=app artifact=application/spdx+json
/// tag  tags=sha256-{app}.sig
/// doc  media=application/x mentions=amd unread locked version=7
/// </code>
/// <para>
/// A name stands for the sha256 digest of its letters in hex, so that digests sort as names do; <c>512.name</c> for one of sha512. In tags
/// <c>{name}</c> is the hex of a digest, <c>{name:64}</c> its beginning. Times: <c>pushed updated
/// created pulled</c>. An entry of <c>children</c> is <c>name[:platform][~media-type][!]</c>,
/// with '!' for BuildKit's attestation mark; <c>children=</c> alone is an empty index.
/// </para>
/// </remarks>
public static partial class GraphText
{
    private const string Sha512Mark = "512.";

    /// <summary>The repository of graphs made from text.</summary>
    public static RepositoryInfo Info { get; } =
        new()
        {
            Registry = "registry.example.com",
            Name = "acme/web",
            Provider = "oci",
        };

    /// <summary>The graph of a text.</summary>
    public static DigestGraph Parse(string text) => Build(Manifests(text));

    /// <summary>The graph of a text in a repository of another name or state.</summary>
    public static DigestGraph Parse(string text, RepositoryInfo info) => Build(Manifests(text), info);

    /// <summary>The graph of manifests, in the order given.</summary>
    public static DigestGraph Build(IEnumerable<ManifestRecord> manifests) => Build(manifests, Info);

    /// <summary>The graph of manifests in a repository of another name or state.</summary>
    public static DigestGraph Build(IEnumerable<ManifestRecord> manifests, RepositoryInfo info)
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in manifests)
        {
            builder.Add(manifest);
        }

        return builder.Build(info);
    }

    /// <summary>The manifests of a text, in its order.</summary>
    public static IReadOnlyList<ManifestRecord> Manifests(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(l => l[0] != '#')
                .Select(ParseLine),
        ];

    /// <summary>The digest that a name stands for.</summary>
    public static string DigestOf(string name) =>
        name.StartsWith(Sha512Mark, StringComparison.Ordinal) ? "sha512:" + Hex(name[Sha512Mark.Length..], 128) : "sha256:" + Hex(name, 64);

    /// <summary>The name that a digest stands for.</summary>
    public static string NameOf(string digest)
    {
        var letters = Encoding.ASCII.GetString(Convert.FromHexString(digest.AsSpan(7))).TrimEnd('\0');
        return digest.StartsWith("sha512:", StringComparison.Ordinal) ? Sha512Mark + letters : letters;
    }

    /// <summary>The node of a name.</summary>
    public static NodeId Node(this DigestGraph graph, string name) =>
        graph.TryFind(DigestOf(name), out var node) ? node : throw new ArgumentException($"There is no node '{name}'.", nameof(name));

    /// <summary>A set of nodes by name, e.g. <c>"app sig"</c>.</summary>
    public static NodeSet Nodes(this DigestGraph graph, string names)
    {
        var set = new NodeSetBuilder(graph.PresentCount);
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            set.Add(graph.Node(name));
        }

        return set;
    }

    /// <summary>The names of nodes, parted by blanks, in the order given.</summary>
    public static string Names(this DigestGraph graph, ReadOnlySpan<NodeId> nodes)
    {
        var names = new List<string>(nodes.Length);
        foreach (var node in nodes)
        {
            names.Add(NameOf(graph.TextOf(node)));
        }

        return string.Join(' ', names);
    }

    /// <summary>The names of a set of nodes, ascending, parted by blanks.</summary>
    public static string Names(this DigestGraph graph, NodeSet set)
    {
        var nodes = new List<NodeId>();
        foreach (var node in set)
        {
            nodes.Add(node);
        }

        return graph.Names([.. nodes]);
    }

    private static string Hex(string name, int length) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(name)).PadRight(length, '0');

    private static ManifestRecord ParseLine(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var manifest = new ManifestRecord { Digest = DigestOf(words[0]) };
        foreach (var word in words.Skip(1))
        {
            var (key, value) =
                word.IndexOf('=', StringComparison.Ordinal) is var at && at < 0 ? (word, "") : (word[..at], word[(at + 1)..]);
            manifest = Set(manifest, key, value);
        }

        return manifest;
    }

    private static ManifestRecord Set(ManifestRecord manifest, string key, string value) =>
        key switch
        {
            "tags" => manifest with { Tags = [.. List(value).Select(ExpandTag)] },
            "children" => manifest with { Manifests = [.. List(value).Select(ParseEntry)] },
            "subject" => manifest with { Subject = DigestOf(value) },
            "mentions" => manifest with { Mentions = [.. List(value).Select(DigestOf)] },
            "media" => manifest with { MediaType = value },
            "artifact" => manifest with { ArtifactType = value },
            "config" => manifest with { Config = ParseConfig(value, manifest.Config?.Labels ?? ManifestRecord.NoValues) },
            "labels" => manifest with { Config = (manifest.Config ?? new ConfigRecord()) with { Labels = Map(value) } },
            "annotations" => manifest with { Annotations = Map(value) },
            "platform" => manifest with { Platform = value },
            "layers" => manifest with { Layers = [.. List(value).Select(ParseBlob)] },
            "size" => manifest with { Size = long.Parse(value, CultureInfo.InvariantCulture) },
            "version" => manifest with { VersionId = long.Parse(value, CultureInfo.InvariantCulture) },
            "pushed" => manifest with { PushedAt = Time(value) },
            "updated" => manifest with { UpdatedAt = Time(value) },
            "created" => manifest with { CreatedAt = Time(value) },
            "pulled" => manifest with { PulledAt = Time(value) },
            "locked" => manifest with { Locked = true },
            "unread" => manifest with { Unread = true },
            _ => throw new FormatException($"'{key}' is not a key of a manifest."),
        };

    private static string[] List(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset Time(string value) =>
        DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static ImmutableSortedDictionary<string, string> Map(string value) =>
        ManifestRecord.NoValues.AddRange(
            List(value).Select(pair => pair.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))
        );

    private static string ExpandTag(string tag) =>
        HexReference()
            .Replace(tag, static match =>
            {
                var hex = DigestOf(match.Groups["name"].Value)[7..];
                return match.Groups["length"].Success
                    ? hex[..int.Parse(match.Groups["length"].ValueSpan, CultureInfo.InvariantCulture)]
                    : hex;
            });

    /// <summary><c>name[:size]</c>.</summary>
    private static BlobRecord ParseBlob(string value)
    {
        var parts = value.Split(':');
        return new BlobRecord(DigestOf(parts[0]), parts.Length > 1 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : null);
    }

    /// <summary><c>name[:size][~media-type]</c>.</summary>
    private static ConfigRecord ParseConfig(string value, ImmutableSortedDictionary<string, string> labels)
    {
        var parts = value.Split('~');
        var blob = ParseBlob(parts[0]);
        return new ConfigRecord
        {
            Digest = blob.Digest,
            Size = blob.Size,
            MediaType = parts.ElementAtOrDefault(1),
            Labels = labels,
        };
    }

    private static DescriptorRecord ParseEntry(string value)
    {
        var match = Entry().Match(value);
        return new DescriptorRecord
        {
            Digest = DigestOf(match.Groups["name"].Value),
            Platform = match.Groups["platform"].Success ? match.Groups["platform"].Value : null,
            MediaType = match.Groups["media"].Success ? match.Groups["media"].Value : null,
            Annotations = match.Groups["mark"].Success
                ? ManifestRecord.NoValues.Add("vnd.docker.reference.type", "attestation-manifest")
                : ManifestRecord.NoValues,
        };
    }

    [GeneratedRegex(@"\{(?<name>[^}:]+)(:(?<length>\d+))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex HexReference();

    [GeneratedRegex(@"\A(?<name>[^:~!]+)(:(?<platform>[^~!]+))?(~(?<media>[^!]+))?(?<mark>!)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Entry();
}
