using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Oci;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>The keys of an image in a test.</summary>
internal static class ImageShape
{
    /// <summary>The definition in the schema.</summary>
    internal static readonly SchemaDefinition Definition = new("image", "Image", "An image, index or artifact of the repository under test.", () => Shape!.Schema());

    /// <summary>The key of the kind.</summary>
    internal static readonly Property<ManifestKind> Kind = new(
        "kind", new ChoiceType<ManifestKind>(("image", ManifestKind.Image), ("index", ManifestKind.Index), ("artifact", ManifestKind.Artifact)),
        "What it is. Follows from the other keys where it is missing: an index has children or platforms, an artifact an artifact type.");

    private static readonly Property<ScalarSyntax> Id = new(
        "id", new NameType(), "A name for expectations, children and subjects. The first tag serves where it is missing. The made-up digest is the SHA-256 of the name.");

    private static readonly Property<ImmutableArray<ScalarSyntax>> Tags = new("tags", new ListType<ScalarSyntax>(new NameType(), isPartial: true), "The tags on it. Untagged where the key is missing.");
    private static readonly Property<string> Digest = new("digest", new DigestType(), "Its digest, where a made-up one does not do.");
    private static readonly Property<FixtureTime> Pushed = Time("pushed", "When the registry received it. Unknown where the key is missing, and then it is kept; children that stand inside an index take it from there.");
    private static readonly Property<FixtureTime> Updated = Time("updated", "When the registry last changed its record of it.");
    private static readonly Property<FixtureTime> Created = Time("created", "What the image says of its own creation.");
    private static readonly Property<FixtureTime> Pulled = Time("pulled", "The last pull.");
    private static readonly Property<string> Platform = new("platform", new TextType(), "The platform of an image that is no index, as os/arch[/variant].") { Examples = ["linux/amd64"] };

    private static readonly Property<ImmutableArray<ScalarSyntax>> Platforms = new(
        "platforms", new ListType<ScalarSyntax>(new NameType()),
        "Makes an index with one child for each platform, pushed with it. The children are named after it: 'app linux/amd64'. Labels go to the children.")
    {
        Examples = [new JsonArray("linux/amd64", "linux/arm64")],
    };

    private static readonly Property<ImmutableArray<BoundChild>> Children = new(
        "children", new ListType<BoundChild>(new ChildType(), isPartial: true),
        "Makes an index with these children: names of images of the test, or images that stand here. A name that no image has is a missing child.");

    private static readonly Property<bool> Missing = new("missing", new BooleanType(), "Whether the registry has lost it: only for children that stand inside an index.") { Default = false };
    private static readonly Property<ScalarSyntax> Subject = new("subject", new NameType(), "The image it refers to, by id, tag or digest, as signatures and SBOMs do. One that no image has is absent.");
    private static readonly Property<ScalarSyntax> Signs = new("signs", new NameType(), "The image that it signs in cosign's old way: it gets the tag sha256-….sig.");
    private static readonly Property<string> MediaType = new("media-type", new TextType(), "The media type. An OCI index or image manifest where it is missing.");
    private static readonly Property<string> ArtifactType = new("artifact-type", new TextType(), "The artifact type.") { Examples = ["application/vnd.dev.cosign.simplesigning.v1+json"] };
    private static readonly Property<ImmutableArray<KeyValuePair<string, string>>> Labels = new("labels", new MapType<string>(new TextType()), "The labels of its config.");
    private static readonly Property<ImmutableArray<KeyValuePair<string, string>>> Annotations = new("annotations", new MapType<string>(new TextType()), "Its annotations.");
    private static readonly Property<ByteSize> Size = new("size", new SizeType(), "The size of a layer that no other image has. Without it and 'layers' the image has no bytes; manifests and configs have none.") { Examples = ["500MiB"] };

    private static readonly Property<ImmutableArray<KeyValuePair<string, ByteSize>>> Layers = new(
        "layers", new MapType<ByteSize>(new SizeType()), "Layers by made-up names with their sizes. Images that name the same layer share it.");

    private static readonly Property<bool> Locked = new("locked", new BooleanType(), "Whether the registry refuses to delete it.") { Default = false };

    private static readonly MappingShape Shape = new(
        "an image",
        [
            Id, Tags, Digest, Pushed, Updated, Created, Pulled, Platform, Platforms, Children, Missing, Subject, Signs, Kind, MediaType, ArtifactType, Labels, Annotations, Size,
            Layers, Locked,
        ]);

    private static Property<FixtureTime> Time(string keyword, string summary) => new(keyword, new FixtureTimeType(), summary) { Examples = ["40d ago", "2026-01-31"] };

    private static bool TryBindImage(SyntaxNode node, bool isChild, BindingContext context, out BoundImage value)
    {
        value = null!;
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        value = new BoundImage(bag.Syntax)
        {
            Id = bag.Get(Id, null!),
            Tags = bag.Get(Tags, []),
            Digest = bag.Get(Digest, null!),
            Pushed = bag.Get(Pushed, null!),
            Updated = bag.Get(Updated, null!),
            Created = bag.Get(Created, null!),
            Pulled = bag.Get(Pulled, null!),
            Platform = bag.Get(Platform, null!),
            Platforms = bag.Get(Platforms, []),
            Children = bag.TryGet(Children, out var children) ? children : null,
            IsMissing = bag.Get(Missing, false),
            Subject = bag.Get(Subject, null!),
            Signs = bag.Get(Signs, null!),
            Kind = bag.TryGet(Kind, out var kind) ? kind : null,
            MediaType = bag.Get(MediaType, null!),
            ArtifactType = bag.Get(ArtifactType, null!),
            Labels = bag.Get(Labels, []),
            Annotations = bag.Get(Annotations, []),
            Size = bag.TryGet(Size, out var size) ? size : null,
            Layers = bag.Get(Layers, []),
            IsLocked = bag.Get(Locked, false),
        };
        CheckKind(bag, value, isChild, context);
        return true;
    }

    private static void CheckKind(PropertyBag bag, BoundImage image, bool isChild, BindingContext context)
    {
        var index = bag.Has(Children) ? Children.Keyword : Platforms.Keyword;
        if (image.Kind is ManifestKind.Image or ManifestKind.Artifact && (bag.Has(Children) || bag.Has(Platforms)))
        {
            context.Report(PolicyTestDiagnostics.WrongKind, bag.Nodes[Kind], $"kind: {bag.Syntax.Source.ToString(bag.Nodes[Kind].Span)}", index);
        }
        else if (image.Kind is ManifestKind.Image && image.ArtifactType is not null)
        {
            context.Report(PolicyTestDiagnostics.WrongKind, bag.Nodes[Kind], "kind: image", ArtifactType.Keyword);
        }
        else if (image.IsMissing && (!isChild || !image.Tags.IsEmpty))
        {
            context.Report(PolicyTestDiagnostics.WrongKind, bag.Nodes[Missing], "missing: true", isChild ? Tags.Keyword : "an image of its own");
        }
    }

    /// <summary>An entry of <c>images</c>.</summary>
    internal sealed class ImageType : ValueType<BoundImage>
    {
        /// <inheritdoc/>
        public override JsonObject Schema() => Definition.Reference();

        /// <inheritdoc/>
        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out BoundImage value) => TryBindImage(node, isChild: false, context, out value);
    }

    private sealed class ChildType : ValueType<BoundChild>
    {
        public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(new NameType().Schema(), Definition.Reference()) };

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out BoundChild value)
        {
            value = null!;
            if (node is MappingSyntax)
            {
                var bound = TryBindImage(node, isChild: true, context, out var image);
                value = new BoundChild(null, image);
                return bound;
            }

            if (!new NameType().TryBind(node, key, context, out var name))
            {
                return false;
            }

            value = new BoundChild(name, null);
            return true;
        }
    }
}
