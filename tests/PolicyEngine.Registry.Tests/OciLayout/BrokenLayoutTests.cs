using System.Globalization;
using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Manifests;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Layouts;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

/// <summary>A truth table: what is done to a layout, and what is said of it.</summary>
public sealed class BrokenLayoutTests
{
    private const string Missing = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, Action<Parts> Break)[] Cases =
    [
        ("nothing", _ => { }),
        ("no directory", p => Directory.Delete(p.Root, recursive: true)),
        ("no oci-layout", p => p.Delete("oci-layout")),
        ("oci-layout of another version", p => p.Write("oci-layout", """{"imageLayoutVersion":"2.0.0"}""")),
        ("oci-layout without a version", p => p.Write("oci-layout", "{}")),
        ("oci-layout that is not JSON", p => p.Write("oci-layout", "1.0.0")),
        ("oci-layout that is a list", p => p.Write("oci-layout", "[]")),
        ("no index.json", p => p.Delete("index.json")),
        ("index.json that is empty", p => p.Write("index.json", "")),
        ("index.json that is not JSON", p => p.Write("index.json", "{")),
        ("index.json that is an image", p => p.Write("index.json", """{"layers":[]}""")),
        ("index.json that is a Docker list", p => p.Write("index.json", $$"""{"mediaType":"{{MediaTypes.DockerList}}","manifests":[]}""")),
        ("index.json with a path for a digest", p => p.Write("index.json", """{"manifests":[{"digest":"sha256:../../oci-layout"}]}""")),
        ("index.json that is a directory", p =>
        {
            p.Delete("index.json");
            Directory.CreateDirectory(p.At("index.json"));
        }),
        ("index.json that is a link", p => p.Link("index.json", "elsewhere.json")),
        ("index.json without entries", p => p.Write("index.json", """{"manifests":null}""")),
        ("no blobs", p => Directory.Delete(p.At("blobs"), recursive: true)),
        ("blobs without anything", p =>
        {
            Directory.Delete(p.At("blobs"), recursive: true);
            Directory.CreateDirectory(p.At("blobs"));
        }),
        ("blobs is a file", p =>
        {
            Directory.Delete(p.At("blobs"), recursive: true);
            p.Write("blobs", "x");
        }),
        ("blobs is a link", p => p.LinkDirectory("blobs", "shared")),
        ("blobs/sha256 is a link", p => p.LinkDirectory("blobs/sha256", "shared")),
        ("a tagged image is missing", p => p.Delete(p.Image)),
        ("a child is missing", p => p.Delete(p.Child)),
        ("a config is missing", p => p.Delete(p.Config)),
        ("a layer is missing", p => p.Delete(p.Layer)),
        ("an index is corrupt", p => p.Flip(p.Index)),
        ("a child is corrupt", p => p.Flip(p.Child)),
        ("a config is corrupt", p => p.Flip(p.Config)),
        ("a layer is corrupt", p => p.Flip(p.Layer)),
        ("a leftover is corrupt", p => p.Flip(p.Leftover)),
        ("an image is cut off", p => p.Write(p.Image, File.ReadAllText(p.At(p.Image))[..40])),
        ("an image is empty", p => p.Write(p.Image, "")),
        ("an image is a directory", p =>
        {
            p.Delete(p.Image);
            Directory.CreateDirectory(p.At(p.Image));
        }),
        ("an image is a pipe", p =>
        {
            p.Delete(p.Image);
            p.Pipe(p.Image);
        }),
        ("an image is a link to itself", p =>
        {
            p.Delete(p.Image);
            File.CreateSymbolicLink(p.At(p.Image), p.At(p.Image));
        }),
        ("an image is a link to its content", p => p.Link(p.Image, "copy")),
        ("a leftover is a link", p => p.Link(p.Leftover, "copy")),
        ("an image is too large", p => p.Write(p.Image, new string(' ', ManifestLimits.MaxBytes + 1))),
        ("a layer is too large for a manifest", p => p.Blob(new string('{', ManifestLimits.MaxBytes + 1))),
        ("a docker save archive", p => p.Write("manifest.json", "[]")),
        ("a blob of an algorithm that is not known", p => p.Write("blobs/blake3/aa", "x")),
        ("a directory of an algorithm without blobs", p => Directory.CreateDirectory(p.At("blobs/blake3"))),
        ("other files", p =>
        {
            p.Write("README.md", "x");
            p.Write("blobs/sha256/upload.tmp", "{");
            p.Write("blobs/notes", "x");
        }),
        ("a tag on two digests", p => p.Add(l => l.Tag(p.Layout.Entries[1], "index"))),
        ("a tag twice on one digest", p => p.Add(l => l.Tag(p.Layout.Entries[1], "image"))),
        ("an entry without a name", p => p.Add(l => l.Root(l.Image("linux/s390x", Day, "untagged")))),
        ("an untagged entry that is missing", p => p.Add(l => l.Root(new LayoutDescriptor(Missing, MediaTypes.OciManifest, 1)))),
        ("an entry of an unknown type", p =>
            p.Add(l => l.Tag(l.Blob("application/vnd.acme+json", Encoding.UTF8.GetBytes($$"""{"see":"{{Missing}}"}""")), "acme"))
        ),
        ("an entry of an algorithm that is not known", p =>
            p.Add(l => l.Tag(new LayoutDescriptor("blake3:" + Missing[7..], MediaTypes.OciManifest, 1), "b3"))
        ),
        ("an image that is listed as an index", p =>
            p.Add(l => l.Tag(p.Layout.Entries[1] with { MediaType = MediaTypes.OciIndex }, "other"))
        ),
        ("an ambiguous leftover", p => p.Blob($$"""{"mediaType":"{{MediaTypes.OciIndex}}","manifests":[],"layers":[]}""")),
        ("a subject that is missing", p =>
            p.Add(l => l.Artifact("application/sig", "text/plain", "s", new LayoutDescriptor(Missing, MediaTypes.OciManifest, 1)))
        ),
        ("a blob in an index, as BuildKit caches", p =>
            p.Add(l => l.Tag(l.Index([l.Blob("application/vnd.oci.image.layer.v1.tar+gzip", "cache"u8)]), "cache"))
        ),
        ("a manifest that is a layer of another", p =>
            p.Add(l => l.Tag(l.Manifest(l.Blob(MediaTypes.OciEmpty, "{}"u8), [p.Layout.Entries[1]], "application/backup"), "backup"))
        ),
        ("a manifest that an index has for a blob", p =>
            p.Add(l => l.Tag(l.Index([p.Layout.Entries[1] with { MediaType = "application/octet-stream" }]), "cache"))
        ),
    ];

    [Fact]
    public async Task A_broken_layout_is_incomplete_and_says_which_file_and_a_sparse_one_is_complete()
    {
        var table = new StringBuilder();
        foreach (var (name, broken) in Cases)
        {
            using var fixture = new LayoutFixture();
            var parts = new Parts(fixture);
            broken(parts);
            var sink = new LayoutFixture.RecordingSink();
            var info = await LayoutFixture.ReadAsync(fixture.Root, sink, CancellationToken.None);
            table.Append(CultureInfo.InvariantCulture, $"{name}\n    {(info.Complete ? "complete" : $"incomplete: {info.Reason}")}\n    ");
            table.AppendJoin(' ', sink.Records.Select(Line).Order(StringComparer.Ordinal));
            table.Append(info.DanglingTags.IsEmpty ? "\n" : $" dangling: {string.Join(' ', info.DanglingTags)}\n");
            Directory.CreateDirectory(fixture.Root);
        }

        Snapshot.Match(table.ToString());
    }

    private static string Line(ManifestRecord record) =>
        (record.Tags.IsEmpty ? "-" : string.Join('+', record.Tags))
        + (record.Locked ? "(locked)" : "")
        + (record.CreatedAt is null ? "" : "@" + record.Platform);

    /// <summary>A small layout: an index of two platforms, an image, and an image that nothing leads to.</summary>
    private sealed class Parts
    {
        private readonly LayoutFixture _fixture;

        public Parts(LayoutFixture fixture)
        {
            _fixture = fixture;
            var child = Layout.Image("linux/arm64", Day, "child");
            var index = Layout.Index([Layout.Image("linux/amd64", Day, "other child"), child]);
            var image = Layout.Image("linux/ppc64le", Day, "image");
            Layout.Tag(index, "index").Tag(image, "image");
            (Index, Child, Image) = (
                LayoutWriter.PathOf(index.Digest),
                LayoutWriter.PathOf(child.Digest),
                LayoutWriter.PathOf(image.Digest)
            );
            var record = ManifestReader.Read(image.Digest, null, Layout.Files[Image]);
            (Config, Layer) = (LayoutWriter.PathOf(record.Config!.Digest!), LayoutWriter.PathOf(record.Layers[0].Digest));
            Leftover = LayoutWriter.PathOf(Layout.Image("linux/riscv64", Day, "leftover").Digest);
            fixture.With(Layout);
        }

        public LayoutWriter Layout { get; } = new();

        public string Root => _fixture.Root;

        public string Index { get; }

        public string Child { get; }

        public string Image { get; }

        public string Config { get; }

        public string Layer { get; }

        public string Leftover { get; }

        public string At(string relative) => _fixture.At(relative);

        public void Delete(string relative) => File.Delete(At(relative));

        public void Write(string relative, string content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(relative))!);
            File.WriteAllText(At(relative), content);
        }

        public void Flip(string relative)
        {
            var content = File.ReadAllBytes(At(relative));
            content[^3] ^= 1;
            File.WriteAllBytes(At(relative), content);
        }

        public void Add(Action<LayoutWriter> change)
        {
            change(Layout);
            Layout.WriteTo(Root);
        }

        public void Blob(string content) => Add(layout => layout.Blob("application/octet-stream", Encoding.UTF8.GetBytes(content)));

        public void Pipe(string relative) => TestProcess.SucceedAsync("mkfifo", At(relative)).GetAwaiter().GetResult();

        public void Link(string relative, string target)
        {
            File.Move(At(relative), At(target));
            File.CreateSymbolicLink(At(relative), At(target));
        }

        public void LinkDirectory(string relative, string target)
        {
            Directory.Move(At(relative), At(target));
            Directory.CreateSymbolicLink(At(relative), At(target));
        }
    }
}
