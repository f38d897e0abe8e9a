using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Layouts;

/// <summary>The layout in <c>examples/registry</c>: one of each thing that lives in a registry, as of June 2026.</summary>
public static class ExampleRegistry
{
    private const string Amd64 = "linux/amd64";
    private const string Arm64 = "linux/arm64";
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>Builds it.</summary>
    public static LayoutWriter Create()
    {
        var layout = new LayoutWriter();
        var arm64 = Releases(layout);
        PullRequests(layout, arm64);
        Nightlies(layout);
        Leftovers(layout);
        return layout;
    }

    private static LayoutDescriptor Releases(LayoutWriter layout)
    {
        var first = layout.Build(false, Image(layout, Amd64, "2026-01-10", "1.0.0"), Image(layout, Arm64, "2026-01-10", "1.0.0"));
        var arm64 = Image(layout, Arm64, "2026-03-15", "1.1.0");
        var second = layout.Build(true, Image(layout, Amd64, "2026-03-15", "1.1.0"), arm64);
        layout.Tag(first, "v1.0.0").Tag(second, "v1.1.0", "latest");

        // Signed twice: as cosign did it up to version 2, by a tag, and as it does it since, by a subject.
        var signature = layout.Manifest(
            layout.Blob(MediaTypes.OciConfig, "{}"u8),
            [
                layout
                    .Blob("application/vnd.dev.cosign.simplesigning.v1+json", "{\"critical\":{}}"u8)
                    .With("dev.cosignproject.cosign/signature", "MEUCIQ=="),
            ]
        );
        layout.Tag(signature, $"sha256-{second.Hex}.sig");
        Bundle(layout, second, "2026-03-15");

        var chart = layout.Manifest(
            layout.Blob("application/vnd.cncf.helm.config.v1+json", """{"apiVersion":"v2","name":"web","version":"1.1.0"}"""u8),
            [layout.Blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "chart of web 1.1.0"u8)],
            annotations: new Dictionary<string, string> { [CreatedAnnotation] = "2026-03-15T12:00:00Z" }
        );
        layout.Tag(chart, "chart-1.1.0");
        return arm64;
    }

    private static void PullRequests(LayoutWriter layout, LayoutDescriptor released)
    {
        var first = Image(layout, Amd64, "2026-02-01", "pr-1");
        layout.Tag(first, "pr-1");
        Bundle(layout, first, "2026-02-01");

        // Built anew for one platform only: the other is the released one, and must outlive the pull request.
        layout.Tag(layout.Build(true, Image(layout, Amd64, "2026-03-20", "pr-2"), released), "pr-2");
        layout.Tag(Image(layout, Amd64, "2026-04-01", "pr-3"), "pr-3");
        layout.Tag(Image(layout, Amd64, "2026-04-20", "pr-4"), "pr-4", "pr-5");
        layout.Tag(layout.Build(true, Image(layout, Amd64, "2026-05-22", "pr-6"), Image(layout, Arm64, "2026-05-22", "pr-6")), "pr-6");
        layout.Tag(Image(layout, Amd64, "2026-05-30", "pr-7"), "pr-7");
    }

    private static void Nightlies(LayoutWriter layout)
    {
        var lost = Image(layout, Arm64, "2026-04-10", "nightly");
        layout.Tag(layout.Index([Image(layout, Amd64, "2026-04-10", "nightly"), lost]), "nightly-2026-04-10").Remove(lost);
        layout.Tag(
            layout.Index([Image(layout, Amd64, "2026-05-28", "nightly"), Image(layout, Arm64, "2026-05-28", "nightly")]),
            "nightly-2026-05-28"
        );
    }

    private static void Leftovers(LayoutWriter layout)
    {
        // 'latest' was moved off the first, and nothing at all leads to the second.
        layout.Root(layout.Index([Image(layout, Amd64, "2026-03-14", "1.1.0-rc.1"), Image(layout, Arm64, "2026-03-14", "1.1.0-rc.1")]));
        Image(layout, Amd64, "2026-02-20", "lost");

        var gone = Image(layout, Amd64, "2026-01-05", "gone");
        Bundle(layout, gone, "2026-01-05");
        layout.Remove(gone);
    }

    private static LayoutDescriptor Image(LayoutWriter layout, string platform, string day, string version) =>
        layout.Image(
            platform,
            DateTimeOffset.Parse($"{day}T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
            $"web {version} for {platform} of {day}",
            new Dictionary<string, string> { ["org.opencontainers.image.title"] = "web", ["org.opencontainers.image.version"] = version }
        );

    private static void Bundle(LayoutWriter layout, LayoutDescriptor subject, string day) =>
        layout.Artifact(
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            $$"""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","of":"{{subject.Digest}}"}""",
            subject,
            new Dictionary<string, string> { [CreatedAnnotation] = $"{day}T12:05:00Z" }
        );
}
