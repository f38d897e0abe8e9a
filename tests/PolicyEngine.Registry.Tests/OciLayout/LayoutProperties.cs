using CsCheck;
using PolicyEngine.Testing.Layouts;
using Xunit;

namespace PolicyEngine.Registry.Tests.OciLayout;

public sealed class LayoutProperties
{
    /// <summary>What a generated manifest is: an image, an index of two earlier
    /// ones, or a referrer of one; tagged or not, there or lost.</summary>
    private sealed record Part(int Kind, int First, int Second, bool Tagged, bool Lost);

    private static readonly Gen<Part[]> Parts = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Bool,
        Gen.Int[0, 4].Select(i => i == 0),
        (k, f, s, t, l) => new Part(k, f, s, t, l)
    ).Array[1, 12];

    [Fact]
    public async Task Every_manifest_that_is_there_is_found_whatever_leads_to_it_and_every_tag_is_on_it_or_dangles() =>
        await Parts.SampleAsync(
            async parts =>
            {
                var layout = new LayoutWriter();
                var made = Build(layout, parts);
                using var fixture = new LayoutFixture().With(layout);
                Directory.CreateDirectory(fixture.At("blobs"));
                var sink = new LayoutFixture.RecordingSink();
                var info = await LayoutFixture.ReadAsync(fixture.Root, sink, CancellationToken.None);

                var present = parts
                    .Zip(made)
                    .Where(pair => !pair.First.Lost)
                    .Select(pair => pair.Second.Digest)
                    .ToHashSet(StringComparer.Ordinal);
                Assert.Equal(present.Order(StringComparer.Ordinal), sink.Records.Select(record => record.Digest));
                var tags = sink
                    .Records.SelectMany(record => record.Tags.Select(tag => (tag, record.Digest)))
                    .Concat(
                        info.DanglingTags.Select(tag =>
                            (tag, Digest: made[int.Parse(tag[1..], System.Globalization.CultureInfo.InvariantCulture)].Digest)
                        )
                    );
                var expected = made.Select((descriptor, i) => (tag: $"t{i}", descriptor.Digest)).Where((_, i) => parts[i].Tagged);
                Assert.Equal(expected.Order(), tags.Order());
                var listed = parts.Where(part => part.Tagged).ToList();
                Assert.Equal(listed.Count == 0 || listed.Any(part => !part.Lost), info.Complete);
            },
            iter: 100
        );

    private static List<LayoutDescriptor> Build(LayoutWriter layout, Part[] parts)
    {
        var made = new List<LayoutDescriptor>();
        foreach (var part in parts)
        {
            var name = new Dictionary<string, string> { ["number"] = $"{made.Count}" };
            made.Add(
                (part.Kind, made.Count) switch
                {
                    (0, _) or (_, 0) => layout.Image("linux/amd64", null, $"{made.Count}", null, name),
                    (1, var count) => layout.Artifact("application/sig", "text/plain", "signed", made[part.First % count], name),
                    (2, var count) => layout.Index([made[part.First % count], made[part.Second % count]], null, name),
                    (_, var count) => layout.Index([made[part.First % count]], made[part.Second % count], name),
                }
            );
            if (part.Tagged)
            {
                layout.Tag(made[^1], $"t{made.Count - 1}");
            }
        }

        foreach (var (_, lost) in parts.Zip(made).Where(pair => pair.First.Lost))
        {
            layout.Remove(lost);
        }

        return made;
    }
}
