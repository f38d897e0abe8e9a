using System.Collections.Immutable;
using PolicyEngine.Graph;
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

    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);

    /// <summary>Reads the repository at which the scanner stands; its manifests go into the builder.</summary>
    public RepositoryInfo Read(ref JsonScanner scanner, DigestGraphBuilder builder)
    {
        scanner.Path = path;
        scanner.ExpectObject();
        var dangling = new List<string>();
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
                    ManifestScanner.ReadTags(ref scanner, dangling);
                    break;
                case "listedButGone":
                    var gone = new List<DigestText>();
                    ManifestScanner.ReadDigests(ref scanner, gone);
                    info = info with { ListedButGone = Ordered(gone.Select(static digest => digest.ToString())) };
                    break;
                case "manifests":
                    ReadManifests(ref scanner, builder);
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
        info = info with { DanglingTags = Ordered(dangling.Where(tag => !_tags.ContainsKey(tag))) };
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

    private static ImmutableArray<string> Ordered(IEnumerable<string> texts)
    {
        string[] ordered = [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return ordered.Length == 0 ? [] : ImmutableArray.Create(ordered);
    }

    private void ReadManifests(ref JsonScanner scanner, DigestGraphBuilder builder)
    {
        if (!scanner.StartArray())
        {
            return;
        }

        while (scanner.NextItem())
        {
            scanner.Index++;
            var manifest = builder.Begin();
            ManifestScanner.Read(ref scanner, manifest);
            var added = builder.AddDraft();
            scanner.Property = "tags";
            foreach (var tag in manifest.Tags)
            {
                if (!_tags.TryAdd(tag, added) && !builder.IsSame(_tags[tag], added))
                {
                    throw scanner.Error($"the tag {JsonScanner.Quote(tag)} is on another digest already");
                }
            }

            scanner.Property = null;
        }

        scanner.Index = -1;
    }
}
