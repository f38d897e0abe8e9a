namespace PolicyEngine.Testing.Registries;

/// <summary>How a registry answers to deletions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">A host that it has.</param>
/// <param name="Refuse">The refusal of a reference (a tag or a digest) that leads to a digest; null where it is deleted.</param>
public sealed record RegistryWay(string Name, string Host, Func<ActingRegistry, string, string, Answer?> Refuse)
{
    /// <summary>Whether what has a manifest as its subject is deleted with it.</summary>
    public bool DeletesReferrers { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RegistryWay> All { get; } =
    [
        new("distribution", "registry.example.com", (_, _, _) => null),
        new("distribution 2.8", "registry.example.com", (_, reference, digest) =>
            reference == digest ? null : Answer.Error(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        ),
        new("distribution without deletion", "registry.example.com", (_, _, _) =>
            Answer.Error(405, "UNSUPPORTED", "The operation is unsupported.")
        ),
        new("google", "europe-docker.pkg.dev", (registry, reference, digest) => reference != digest ? null
            : registry.IsListed(digest)
                ? Answer.Error(400, "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE", "Manifest is still referenced by parent images.")
            : registry.TagsOf(digest).Count > 0 ? Answer.Error(400, "GOOGLE_MANIFEST_DANGLING_TAG", "Manifest is still referenced by tags.")
            : null),
        new("azure", "acme.azurecr.io", (registry, _, digest) =>
            registry.Locked.Contains(digest) ? Answer.Error(405, "UNSUPPORTED", "The operation is disallowed.") : null
        )
        {
            DeletesReferrers = true,
        },
        new("harbor", "harbor.example.com", (_, _, _) => null) { DeletesReferrers = true },
        new("ecr", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", (_, _, _) =>
            Answer.Error(405, "UNSUPPORTED", "The operation is unsupported.")
        ),
        new("docker hub", "docker.io", (_, _, _) => Answer.Error(403, "DENIED", "requested access to the resource is denied")),
    ];

    /// <summary>The one of a name.</summary>
    public static RegistryWay Of(string name) => All.First(way => way.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
