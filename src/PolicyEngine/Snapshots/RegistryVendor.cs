namespace PolicyEngine.Snapshots;

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
}

/// <summary>What the host of a registry says of it. Pure.</summary>
public static class RegistryVendors
{
    /// <summary>The vendor of a registry.</summary>
    /// <param name="registry">Its host, perhaps with a port.</param>
    public static RegistryVendor Of(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var host = registry.Split(':')[0].TrimEnd('.').ToLowerInvariant();
        return host is "public.ecr.aws" || (Ends(host, ".amazonaws.com", ".amazonaws.com.cn") && host.Contains(".dkr.ecr", StringComparison.Ordinal)) ? RegistryVendor.Amazon
            : host is "docker.io" or "registry-1.docker.io" or "index.docker.io" or "registry.hub.docker.com" ? RegistryVendor.DockerHub
            : Ends(host, ".azurecr.io", ".azurecr.cn", ".azurecr.us") ? RegistryVendor.Azure
            : host == "gcr.io" || Ends(host, ".gcr.io", ".pkg.dev") ? RegistryVendor.Google
            : RegistryVendor.Other;
    }

    /// <summary>
    /// The name of a vendor whose registry refuses deletions by the distribution API, and what deletes there instead; null where it does not.
    /// </summary>
    public static (string Name, string Instead)? RefusalOf(RegistryVendor vendor) => vendor switch
    {
        RegistryVendor.Amazon => ("Amazon ECR", "the API of AWS ('aws ecr batch-delete-image', or a lifecycle policy of the repository)"),
        RegistryVendor.DockerHub => ("Docker Hub", "the API or the web pages of Docker Hub"),
        _ => null,
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
