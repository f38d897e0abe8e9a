namespace PolicyEngine.Oci;

/// <summary>Vendors of registries that are known by their hosts, and that delete in ways of their own.</summary>
public enum RegistryVendor
{
    /// <summary>Any other registry.</summary>
    Other,

    /// <summary>Amazon Elastic Container Registry, private or public.</summary>
    Amazon,

    /// <summary>Azure Container Registry.</summary>
    Azure,

    /// <summary>Docker Hub.</summary>
    DockerHub,

    /// <summary>Google Artifact Registry or Container Registry.</summary>
    Google,

    /// <summary>Harbor, which runs under any host: it is known by a name
    /// that begins with <c>harbor</c>, and by its token service.</summary>
    Harbor,
}

/// <summary>What the host of a registry says of it. Pure.</summary>
internal static class RegistryVendors
{
    /// <summary>The vendor of a registry.</summary>
    /// <param name="registry">Its host, perhaps with a port.</param>
    public static RegistryVendor Of(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var host = registry.Split(':')[0].TrimEnd('.').ToLowerInvariant();
        return host is "public.ecr.aws"
            || (Ends(host, ".amazonaws.com", ".amazonaws.com.cn") && host.Contains(".dkr.ecr", StringComparison.Ordinal))
                ? RegistryVendor.Amazon
            : host is "docker.io" or "registry-1.docker.io" or "index.docker.io" or "registry.hub.docker.com" ? RegistryVendor.DockerHub
            : Ends(host, ".azurecr.io", ".azurecr.cn", ".azurecr.us") ? RegistryVendor.Azure
            : host == "gcr.io" || Ends(host, ".gcr.io", ".pkg.dev") ? RegistryVendor.Google
            : host.Split('.')[0] == "harbor" || Ends(host, ".goharbor.io") ? RegistryVendor.Harbor
            : RegistryVendor.Other;
    }

    /// <summary>
    /// The name of a vendor whose registry refuses deletions by the distribution
    /// API, and what deletes there instead; null where it does not.
    /// </summary>
    public static (string Name, string Instead)? RefusalOf(RegistryVendor vendor) =>
        vendor switch
        {
            RegistryVendor.Amazon => (
                "Amazon ECR",
                "the API of AWS ('aws ecr batch-delete-image', or a lifecycle policy of the repository)"
            ),
            RegistryVendor.DockerHub => ("Docker Hub", "the API or the web pages of Docker Hub"),
            RegistryVendor.Other or RegistryVendor.Azure or RegistryVendor.Google or RegistryVendor.Harbor => null,
        };

    /// <summary>The word for a vendor in files.</summary>
    public static string NameOf(RegistryVendor vendor) =>
        vendor switch
        {
            RegistryVendor.Amazon => "amazon",
            RegistryVendor.Azure => "azure",
            RegistryVendor.DockerHub => "docker-hub",
            RegistryVendor.Google => "google",
            RegistryVendor.Harbor => "harbor",
            RegistryVendor.Other => "other",
        };

    /// <summary>The vendor of a word; <see cref="RegistryVendor.Other"/> if it is not one of them.</summary>
    public static RegistryVendor Named(string? name) => Enum.GetValues<RegistryVendor>().FirstOrDefault(vendor => NameOf(vendor) == name);

    /// <summary>The name of a vendor whose registry deletes referrers with
    /// their subject, by its documents; null where it does not.</summary>
    public static string? DeletesReferrers(RegistryVendor vendor) =>
        vendor switch
        {
            RegistryVendor.Harbor => "Harbor",
            RegistryVendor.Azure => "Azure Container Registry",
            RegistryVendor.Other or RegistryVendor.Amazon or RegistryVendor.DockerHub or RegistryVendor.Google => null,
        };

    /// <summary>The name of a vendor whose registry counts each manifest that is read as a pull
    /// of the image, and not a look whether it is there; null where it does not.</summary>
    public static string? CountsReads(RegistryVendor vendor) =>
        vendor switch
        {
            RegistryVendor.Harbor => "Harbor",
            RegistryVendor.Amazon => "Amazon ECR",
            RegistryVendor.DockerHub => "Docker Hub",
            RegistryVendor.Other or RegistryVendor.Azure or RegistryVendor.Google => null,
        };

    private static bool Ends(string host, params ReadOnlySpan<string> ends)
    {
        foreach (var end in ends)
        {
            if (host.EndsWith(end, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
