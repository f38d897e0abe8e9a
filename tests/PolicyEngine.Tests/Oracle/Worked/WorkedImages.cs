using System.Globalization;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The images of a policy test as manifests.</summary>
internal sealed class WorkedImages
{
    private readonly DateTimeOffset _now;
    private readonly List<OracleManifest> _manifests = [];

    public WorkedImages(DateTimeOffset now, IEnumerable<Dictionary<object, object?>> images)
    {
        _now = now;
        foreach (var image in images)
        {
            Add(image);
        }
    }

    public OracleRepository Repository => new("acme/web", _manifests);

    public Dictionary<string, string> Digests { get; } = [];

    private void Add(Dictionary<object, object?> image)
    {
        var tags = Texts(image, "tags") ?? [];
        var name = (string?)image.GetValueOrDefault("id") ?? tags[0];
        var pushed = Time((string?)image.GetValueOrDefault("pushed"));
        var platforms = Texts(image, "platforms") ?? [];
        foreach (var platform in platforms)
        {
            _manifests.Add(new OracleManifest(Names.Digest($"{name} {platform}")) { Platform = platform, PushedAt = pushed });
        }

        var children = Texts(image, "children")?.Select(Names.Digest) ?? platforms.Select(p => Names.Digest($"{name} {p}"));
        var isIndex = image.ContainsKey("children") || platforms.Count > 0;
        var labels = (Dictionary<object, object?>?)image.GetValueOrDefault("labels");
        var layer = (string?)image.GetValueOrDefault("size");
        var signed = (string?)image.GetValueOrDefault("signs");
        var digest = Names.Digest(name);
        _manifests.Add(
            new OracleManifest(digest)
            {
                Tags = signed is null ? tags : [.. tags, Names.ReferrerTag(Names.Digest(signed), ".sig")],
                PushedAt = pushed,
                PulledAt = Time((string?)image.GetValueOrDefault("pulled")),
                Manifests = isIndex ? [.. children.Select(c => new OracleDescriptor(c))] : null,
                Subject = (string?)image.GetValueOrDefault("subject") is { } subject ? Names.Digest(subject) : null,
                ArtifactType = (string?)image.GetValueOrDefault("artifact-type"),
                Locked = (string?)image.GetValueOrDefault("locked") == "true",
                Layers = layer is null ? [] : [new OracleBlob(Names.Digest($"layer of {name}"), PolicyReader.ParseSize(layer))],
                Config = labels is null
                    ? null
                    : new OracleConfig(
                        Names.Digest($"config of {name}"),
                        MediaTypes.OciConfig,
                        0,
                        labels.ToDictionary(l => (string)l.Key, l => (string)l.Value!)
                    ),
            }
        );
        Digests[name] = digest;
        foreach (var tag in tags)
        {
            Digests[tag] = digest;
        }
    }

    private static List<string>? Texts(Dictionary<object, object?> image, string key) =>
        (image.GetValueOrDefault(key) as List<object>)?.Cast<string>().ToList();

    /// <summary><c>40d ago</c>, or a time of ISO 8601.</summary>
    private DateTimeOffset? Time(string? text) =>
        text is null ? null
        : text.EndsWith(" ago", StringComparison.Ordinal) ? _now - PolicyReader.ParseDuration(text)
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
