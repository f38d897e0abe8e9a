using System.Collections.Immutable;
using PolicyEngine.Oci;

namespace PolicyEngine.Snapshots;

/// <summary>Reads one repository of a snapshot file.</summary>
internal sealed class RepositoryScanner(string path)
{
    private static readonly string[] Keys =
    [
        "registry",
        "name",
        "provider",
        "vendor",
        "takenAt",
        "complete",
        "reason",
        "untaggedHidden",
        "untagRefused",
        "page",
        "danglingTags",
        "listedButGone",
        "manifests",
    ];

    private readonly Dictionary<string, Digest> _tags = new(StringComparer.Ordinal);

    /// <summary>Reads the repository at which the scanner stands; its manifests go into the sink.</summary>
    public RepositoryInfo Read(ref JsonScanner scanner, IManifestSink sink)
    {
        scanner.Path = path;
        scanner.ExpectObject();
        ImmutableArray<string> dangling = [];
        string? registry = null;
        string? name = null;
        var (saysComplete, hasManifests) = (false, false);
        var info = new RepositoryInfo
        {
            Registry = "",
            Name = "",
            Provider = RegistryKind.Oci.Name,
        };
        while (scanner.NextProperty(out var property))
        {
            scanner.Path = $"{path}.{property}";
            switch (property)
            {
                case "registry":
                    registry = scanner.Text();
                    break;
                case "name":
                    name = scanner.Text();
                    break;
                case "provider":
                    info = info with { Provider = scanner.Text() ?? info.Provider };
                    break;
                case "vendor":
                    info = info with { Vendor = RegistryVendors.Named(scanner.Text()) };
                    break;
                case "takenAt":
                    info = info with { TakenAt = scanner.Time() };
                    break;
                case "complete":
                    info = info with { Complete = scanner.Flag() };
                    saysComplete = true;
                    break;
                case "reason":
                    info = info with { Reason = scanner.Text() };
                    break;
                case "untaggedHidden":
                    info = info with { UntaggedHidden = scanner.Flag() };
                    break;
                case "untagRefused":
                    info = info with { UntagRefused = scanner.Flag() };
                    break;
                case "page":
                    info = info with { Page = scanner.Text() };
                    break;
                case "danglingTags":
                    dangling = ManifestScanner.ReadTags(ref scanner);
                    break;
                case "listedButGone":
                    info = info with { ListedButGone = Ordered(ManifestScanner.ReadDigests(ref scanner)) };
                    break;
                case "manifests":
                    ReadManifests(ref scanner, sink);
                    hasManifests = true;
                    break;
                default:
                    scanner.SkipUnknown(property, "a repository", Keys);
                    break;
            }

            scanner.Item = -1;
            scanner.Path = path;
        }

        // A tag that is on a manifest of the file leads somewhere.
        info = info with { DanglingTags = Ordered(dangling.RemoveAll(_tags.ContainsKey)) };
        return string.IsNullOrEmpty(registry) ? throw scanner.Error("'registry' is missing")
            : string.IsNullOrEmpty(name) ? throw scanner.Error("'name' is missing")
            : !hasManifests ? throw scanner.Error("'manifests' is missing, so it is not a repository of a snapshot")
            : saysComplete ? info with { Registry = registry, Name = name }
            : info with
            {
                Registry = registry,
                Name = name,
                Complete = false,
                Reason = info.Reason ?? "The snapshot has no 'complete', so it is unknown whether everything was read.",
            };
    }

    private static ImmutableArray<string> Ordered(ImmutableArray<string> texts) =>
        texts.IsEmpty ? [] : [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private void ReadManifests(ref JsonScanner scanner, IManifestSink sink)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        while (scanner.NextItem())
        {
            scanner.Index++;
            var manifest = ManifestScanner.Read(ref scanner);
            scanner.Property = "tags";
            var digest = Digest.Parse(manifest.Digest);
            foreach (var tag in manifest.Tags)
            {
                if (!_tags.TryAdd(tag, digest) && _tags[tag] != digest)
                {
                    throw scanner.Error($"the tag {JsonScanner.Quote(tag)} is on another digest already");
                }
            }

            scanner.Property = null;
            sink.Add(manifest);
        }

        scanner.Index = -1;
    }
}
