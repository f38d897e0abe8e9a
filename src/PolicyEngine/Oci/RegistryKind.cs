using System.Collections.Immutable;

namespace PolicyEngine.Oci;

/// <summary>
/// What a provider's registries have in common, as far as policies, plans and reports
/// must know it. The one place where providers are named and told apart. Immutable.
/// </summary>
public sealed record RegistryKind
{
    /// <summary>The name of the kind whose repositories are folders: also
    /// the name of their registry and the prefix of their targets.</summary>
    public const string LayoutName = "oci-layout";

    /// <summary>GitHub Container Registry.</summary>
    public static RegistryKind Ghcr { get; } =
        new()
        {
            Name = "ghcr",
            Hosts = ["ghcr.io"],
            TargetKeys = ["api-url"],
            NamesIgnoreCase = true,
            KeepsLastTagged = true,
            HasPackages = true,
            UpdatesUntagged = true,
        };

    /// <summary>Any registry that speaks the distribution spec: what a host is unless another kind claims it.</summary>
    public static RegistryKind Oci { get; } = new() { Name = "oci", VariesByVendor = true };

    /// <summary>OCI image layouts in folders.</summary>
    public static RegistryKind OciLayout { get; } = new() { Name = LayoutName, IsFolder = true };

    private static readonly Lock s_lock = new();
    private static ImmutableArray<RegistryKind> s_all = [Ghcr, Oci, OciLayout];
    private static volatile bool s_isRead;

    /// <summary>The name in policies, snapshots and plans, and behind <c>--provider</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hosts that are of this kind where nothing else is said.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>The keys that only targets of this kind make use of.</summary>
    public ImmutableArray<string> TargetKeys { get; init; } = [];

    /// <summary>Whether capitals make no difference in the names of repositories.</summary>
    public bool NamesIgnoreCase { get; init; }

    /// <summary>Whether it refuses to delete the last tagged manifest of a repository.</summary>
    public bool KeepsLastTagged { get; init; }

    /// <summary>Whether a repository is a package that can be deleted as a whole, with a page for people.</summary>
    public bool HasPackages { get; init; }

    /// <summary>Whether a manifest's update time tells when its last tag came off.</summary>
    public bool UpdatesUntagged { get; init; }

    /// <summary>Whether it is deleted from by the distribution API alone, in which
    /// products differ: some count reads, some refuse to delete or untag.</summary>
    public bool VariesByVendor { get; init; }

    /// <summary>Whether its repositories are folders, not on a host.</summary>
    public bool IsFolder { get; init; }

    /// <summary>All kinds.</summary>
    public static ImmutableArray<RegistryKind> All
    {
        get
        {
            s_isRead = true;
            return s_all;
        }
    }

    /// <summary>The kind of a name. Nothing is known of an unknown one, so that nothing is presumed of it.</summary>
    public static RegistryKind Of(string name)
    {
        foreach (var kind in All)
        {
            if (kind.Name == name)
            {
                return kind;
            }
        }

        return new RegistryKind { Name = name };
    }

    /// <summary>The kind of a registry that does not say which it is.</summary>
    public static RegistryKind OfRegistry(string registry) =>
        All.FirstOrDefault(kind => kind.IsFolder ? kind.Name == registry : kind.Hosts.Contains(registry, StringComparer.OrdinalIgnoreCase))
        ?? Oci;

    /// <summary>Adds a kind, for programs that bring a provider of their own; before
    /// anything reads the list, since policies and schemas are made of it.</summary>
    /// <exception cref="InvalidOperationException">The list was read already, or has the name.</exception>
    public static void Add(RegistryKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        lock (s_lock)
        {
            if (s_isRead || s_all.Any(other => other.Name == kind.Name))
            {
                throw new InvalidOperationException(
                    s_isRead ? "Kinds of registries are added before the first is read." : $"There is a kind '{kind.Name}' already."
                );
            }

            s_all = s_all.Add(kind);
        }
    }
}
