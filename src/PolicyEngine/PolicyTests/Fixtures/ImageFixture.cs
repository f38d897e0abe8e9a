using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Fixtures;

/// <summary>The images of a test as manifests. Immutable once made.</summary>
internal sealed class ImageFixture
{
    private const string UnnamedArtifact = "application/vnd.example.artifact";
    private readonly List<ManifestRecord> _manifests = [];
    private readonly List<(BoundImage Image, string Name, string Digest, BoundImage? Parent)> _images = [];
    private readonly DateTimeOffset _now;

    private ImageFixture(DateTimeOffset now) => _now = now;

    /// <summary>The names.</summary>
    public FixtureNames Names { get; } = new();

    /// <summary>Makes the manifests; reports names that two images have, children
    /// that lead back, and references that are probably misspelt.</summary>
    public static ImageFixture Create(ImmutableArray<BoundImage> images, DateTimeOffset now, BindingContext context)
    {
        var fixture = new ImageFixture(now);
        foreach (var image in images)
        {
            fixture.Enter(image, null, context);
        }

        var children = new Dictionary<string, (SyntaxNode Place, string Name, ImmutableArray<string> Digests)>(StringComparer.Ordinal);
        foreach (var (image, name, digest, parent) in fixture._images.Where(i => !i.Image.IsMissing))
        {
            var entries = fixture.EntriesOf(image, name, context);
            children.TryAdd(digest, (image.Syntax, name, [.. entries.Select(e => e.Digest)]));
            fixture._manifests.Add(fixture.Write(image, name, digest, parent, entries, context));
            fixture.WritePlatforms(image, name, digest, parent);
        }

        ChildCycle.Report(children, context);
        return fixture;
    }

    /// <summary>The repository as a graph.</summary>
    public DigestGraph ToGraph(RepositoryInfo info)
    {
        var builder = new DigestGraphBuilder();
        foreach (var manifest in _manifests)
        {
            builder.Add(manifest);
        }

        return builder.Build(info);
    }

    private static string PlatformName(string name, string platform) => $"{name} {platform}";

    private void Enter(BoundImage image, BoundImage? parent, BindingContext context)
    {
        var name = image.Id?.Value ?? (image.Tags.IsEmpty ? null : image.Tags[0].Value);
        var number = string.Create(CultureInfo.InvariantCulture, $"image {_images.Count + 1}");
        var digest = image.Digest ?? FixtureNames.MakeUp(name ?? number);
        _images.Add((image, name ?? number, digest, parent));
        if (image.Id is { } id)
        {
            Names.Add(id.Value, digest, image, id, isTag: false, context);
        }

        foreach (var tag in image.Tags)
        {
            Names.Add(tag.Value, digest, image, tag, isTag: true, context);
        }

        if (name is null)
        {
            Names.Add(number, digest, image, null, isTag: false, context);
        }

        foreach (var platform in image.Platforms)
        {
            var child = PlatformName(name ?? number, platform.Value);
            Names.Add(child, FixtureNames.MakeUp(child), image, platform, isTag: false, context);
        }

        foreach (var child in (image.Children ?? []).Where(c => c.Image is not null))
        {
            Enter(child.Image!, image, context);
        }
    }

    private ImmutableArray<DescriptorRecord> EntriesOf(BoundImage image, string name, BindingContext context)
    {
        var entries = ImmutableArray.CreateBuilder<DescriptorRecord>();
        foreach (var platform in image.Platforms)
        {
            entries.Add(
                new DescriptorRecord { Digest = FixtureNames.MakeUp(PlatformName(name, platform.Value)), Platform = platform.Value }
            );
        }

        foreach (var child in image.Children ?? [])
        {
            entries.Add(
                child.Image is { } nested
                    ? new DescriptorRecord
                    {
                        Digest = _images.Find(i => ReferenceEquals(i.Image, nested)).Digest,
                        Platform = nested.Platform,
                    }
                    : new DescriptorRecord { Digest = Names.Resolve(child.Name!, context) }
            );
        }

        return entries.ToImmutable();
    }

    private ManifestRecord Write(
        BoundImage image,
        string name,
        string digest,
        BoundImage? parent,
        ImmutableArray<DescriptorRecord> entries,
        BindingContext context
    )
    {
        var tags = image.Tags.Select(t => t.Value);
        if (image.Signs is { } signed)
        {
            tags = tags.Append(Names.Resolve(signed, context).Replace(':', '-') + ".sig");
        }

        var layers = image.Layers.Select(l => new BlobRecord(FixtureNames.MakeUp($"layer {l.Key}"), l.Value.Bytes));
        if (image.Size is { } size)
        {
            layers = layers.Append(new BlobRecord(FixtureNames.MakeUp($"layer of {name}"), size.Bytes));
        }

        return new ManifestRecord
        {
            Digest = digest,
            Size = 0,
            Tags = [.. tags],
            PushedAt = (image.Pushed ?? parent?.Pushed)?.At(_now),
            UpdatedAt = image.Updated?.At(_now),
            CreatedAt = image.Created?.At(_now),
            PulledAt = image.Pulled?.At(_now),
            Platform = image.Platform,
            Manifests = image.IsIndex ? entries : null,
            Subject = image.Subject is { } subject ? Names.Resolve(subject, context) : null,
            MediaType = image.MediaType,
            ArtifactType = image.ArtifactType ?? (image.Kind == ManifestKind.Artifact ? UnnamedArtifact : null),
            Config = image.IsIndex ? null : ConfigOf(image, name),
            Annotations = ManifestRecord.NoValues.AddRange(image.Annotations),
            Layers = [.. layers],
            Locked = image.IsLocked,
        };
    }

    private void WritePlatforms(BoundImage image, string name, string digest, BoundImage? parent)
    {
        foreach (var platform in image.Platforms)
        {
            var child = PlatformName(name, platform.Value);
            if (FixtureNames.MakeUp(child) != digest)
            {
                _manifests.Add(
                    new ManifestRecord
                    {
                        Digest = FixtureNames.MakeUp(child),
                        Size = 0,
                        Platform = platform.Value,
                        PushedAt = (image.Pushed ?? parent?.Pushed)?.At(_now),
                        CreatedAt = image.Created?.At(_now),
                        Config = ConfigOf(image, child),
                    }
                );
            }
        }
    }

    private static ConfigRecord ConfigOf(BoundImage image, string name) =>
        new()
        {
            Digest = FixtureNames.MakeUp($"config of {name}"),
            Size = 0,
            MediaType = MediaTypes.OciConfig,
            Labels = ManifestRecord.NoValues.AddRange(image.Labels),
        };
}
