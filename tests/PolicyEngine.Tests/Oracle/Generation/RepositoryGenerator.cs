namespace PolicyEngine.Tests.Oracle;

/// <summary>Random small repositories, with what makes registries hard: sharing,
/// nesting, holes, referrers of all shapes, circles, and ages on boundaries.</summary>
internal sealed class RepositoryGenerator(Draw draw)
{
    private readonly List<OracleManifest> _manifests = [];

    public OracleRepository Next()
    {
        var images = draw.Between(1, 7);
        for (var i = 0; i < images; i++)
        {
            _manifests.Add(Image($"image {i}"));
        }

        var indexes = draw.Between(0, 4);
        for (var i = 0; i < indexes; i++)
        {
            _manifests.Add(Index($"index {i}"));
        }

        for (var i = draw.Between(0, 3); i > 0; i--)
        {
            _manifests.Add(Referrer($"referrer {i}"));
        }

        if (draw.Chance(8))
        {
            _manifests.Add(Unknown());
        }

        AddCircles();
        AddTags();
        AddReferrerTags();
        if (draw.Chance(25))
        {
            // One at most: whether a locked image that a retained one reaches is in 'retain' or in 'keep' is open, and it stays either way.
            var at = draw.Below(_manifests.Count);
            _manifests[at] = _manifests[at] with { Locked = true };
        }

        return new OracleRepository(draw.One("acme/web", "acme/api/base"), draw.Shuffle(_manifests))
        {
            Provider = draw.One("oci", "oci", "ghcr", "oci-layout"),
            Complete = !draw.Chance(2),
        };
    }

    private OracleManifest Image(string name)
    {
        var isArtifact = draw.Chance(12);
        return Timed(
            new OracleManifest(draw.Chance(4) ? Names.LongDigest(name) : Names.Digest(name))
            {
                MediaType = draw.One(null, MediaTypes.OciManifest, MediaTypes.OciManifest, MediaTypes.DockerManifest),
                ArtifactType = isArtifact && draw.Chance(50) ? "application/vnd.acme.report" : null,
                Size = draw.Chance(95) ? 1_000_000 : null,
                Platform = isArtifact ? null : draw.Maybe(80, () => draw.One(Names.Platforms)),
                Config = draw.Maybe(92, () =>
                    new OracleConfig(
                        Names.Digest($"config {draw.Below(4)}"),
                        isArtifact ? "application/vnd.acme.config" : MediaTypes.OciConfig,
                        draw.Chance(95) ? 1_000_000 : null,
                        Labels()
                    )
                ),
                Layers =
                [
                    .. draw.Some(0, 1, 2, 3, 4)
                        .Select(n => new OracleBlob(Names.Digest($"layer {n}"), draw.Chance(96) ? (n * 3_000_000L) + 2_000_000 : null)),
                ],
            }
        );
    }

    private Dictionary<string, string> Labels()
    {
        var labels = draw.Chance(40) ? new Dictionary<string, string> { ["stage"] = draw.One("prod", "test") } : [];
        if (draw.Chance(35))
        {
            labels["end"] = draw.One(Names.Ends);
        }

        return labels;
    }

    private Dictionary<string, string> Annotations()
    {
        var annotations = draw.Chance(20) ? new Dictionary<string, string> { ["org.acme.keep"] = draw.One("yes", "never") } : [];
        if (draw.Chance(8))
        {
            annotations["org.acme.end"] = draw.One(Names.Ends);
        }

        return annotations;
    }

    private OracleManifest Index(string name)
    {
        var entries = new List<OracleDescriptor>();
        foreach (var child in draw.Some(_manifests))
        {
            var mediaType = child.MediaType ?? (child.Manifests is null ? MediaTypes.OciManifest : MediaTypes.OciIndex);
            entries.Add(
                new OracleDescriptor(
                    child.Digest,
                    draw.Chance(80) ? mediaType : null,
                    child.Size,
                    draw.Chance(10) ? draw.One(Names.Platforms) : child.Platform
                )
            );
        }

        if (draw.Chance(12))
        {
            entries.Clear();
        }

        if (draw.Chance(20))
        {
            entries.Add(new OracleDescriptor(Names.Digest($"missing {draw.Below(3)}"), draw.One(null, MediaTypes.OciManifest), 1_000_000));
        }

        if (draw.Chance(5))
        {
            entries.Add(new OracleDescriptor(Names.Digest("layer 2"), MediaTypes.Layer, 8_000_000));
        }

        return Timed(
            new OracleManifest(Names.Digest(name))
            {
                MediaType = draw.One(null, MediaTypes.OciIndex, MediaTypes.DockerList),
                Size = 1_000_000,
                Manifests = draw.Shuffle(entries),
            }
        );
    }

    private OracleManifest Referrer(string name) =>
        Timed(
            new OracleManifest(Names.Digest(name))
            {
                ArtifactType = draw.One(
                    "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "application/vnd.acme.report",
                    null
                ),
                MediaType = MediaTypes.OciManifest,
                Size = 1_000_000,
                Subject = draw.Chance(80) ? draw.One(_manifests).Digest : Names.Digest($"missing {draw.Below(3)}"),
                Layers = [new OracleBlob(Names.Digest($"bundle {draw.Below(2)}"), 2_000_000)],
            }
        );

    private OracleManifest Unknown() =>
        Timed(
            new OracleManifest(Names.Digest("unknown"))
            {
                MediaType = "application/vnd.acme.unheard-of+json",
                Size = 1_000_000,
                Mentions = [.. draw.Some(_manifests).Select(m => m.Digest)],
            }
        );

    private OracleManifest Timed(OracleManifest manifest)
    {
        var pushed = Now.Value - draw.One(Names.Ages) + TimeSpan.FromSeconds(draw.Chance(10) ? draw.Between(-1, 1) : 0);
        var created = draw.One(pushed, pushed.AddDays(-3), new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero), Now.Value.AddDays(2));
        return manifest with
        {
            PushedAt = draw.Chance(88) ? pushed : null,
            UpdatedAt = draw.MaybeValue(50, () => pushed.AddDays(draw.Between(0, 1))),
            CreatedAt = draw.MaybeValue(50, () => created),
            PulledAt = draw.MaybeValue(50, () => Now.Value - draw.One(Names.Ages)),
            Annotations = Annotations(),
        };
    }

    /// <summary>Circles of keep edges: an index that refers to what it lists, and referrers that refer to each other.</summary>
    private void AddCircles()
    {
        for (var i = 0; i < _manifests.Count; i++)
        {
            if (_manifests[i].Manifests is { Count: > 0 } entries && draw.Chance(12))
            {
                _manifests[i] = _manifests[i] with { Subject = draw.One(entries).Digest };
            }
        }

        if (draw.Chance(5))
        {
            _manifests.Add(Timed(new OracleManifest(Names.Digest("ring a")) { Subject = Names.Digest("ring b"), Size = 1_000_000 }));
            _manifests.Add(Timed(new OracleManifest(Names.Digest("ring b")) { Subject = Names.Digest("ring a"), Size = 1_000_000 }));
        }
    }

    private void AddTags()
    {
        var isSignatureStore = draw.Chance(4);
        foreach (var tag in isSignatureStore ? [] : draw.Shuffle(Names.Tags).Take(draw.Between(0, 9)))
        {
            // Mostly on images and indexes that came last, so that indexes are tagged and children are not.
            var at = draw.Chance(70) ? Math.Max(draw.Below(_manifests.Count), draw.Below(_manifests.Count)) : draw.Below(_manifests.Count);
            Tag(at, tag);
        }
    }

    private void AddReferrerTags()
    {
        for (var i = draw.Chance(35) ? draw.Between(1, 2) : 0; i > 0; i--)
        {
            var named = draw.Chance(80) ? draw.One(_manifests).Digest : Names.Digest($"missing {draw.Below(3)}");
            var name = Names.ReferrerTag(named, draw.One("", "", ".sig", ".att", ".sbom", ".sig2"));
            name = name[..Math.Min(name.Length, 128)];
            var at = draw.Below(_manifests.Count);
            // A tag is on one manifest only; two names of the same kind are one tag.
            if (!_manifests.Any(m => m.Tags.Contains(name)))
            {
                Tag(at, name);
            }
        }
    }

    private void Tag(int at, string tag) => _manifests[at] = _manifests[at] with { Tags = [.. _manifests[at].Tags, tag] };
}
