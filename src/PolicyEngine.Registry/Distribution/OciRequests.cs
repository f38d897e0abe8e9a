using System.Net.Http.Headers;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Distribution;

/// <summary>The requests of the OCI distribution-spec 1.1 ("Endpoints"). Names,
/// tags and digests have been checked by their grammar before.</summary>
internal static class OciRequests
{
    /// <summary>Registries without pages give the tags of a repository in one answer; a million tags fit.</summary>
    private const int ListLimit = 64 * 1024 * 1024;

    private static readonly string Accept = string.Join(", ", MediaTypes.AcceptManifests);

    internal static RegistryRequest Catalog(RegistryEndpoint endpoint) =>
        Get(endpoint.At("/v2/_catalog"), "registry:catalog:*") with
        {
            BodyLimit = ListLimit,
        };

    internal static RegistryRequest Tags(RegistryEndpoint endpoint, string repository) =>
        Get(endpoint.At($"/v2/{repository}/tags/list"), Pull(repository)) with
        {
            BodyLimit = ListLimit,
        };

    /// <summary>A manifest by tag or digest.</summary>
    internal static RegistryRequest Manifest(RegistryEndpoint endpoint, string repository, string reference) =>
        Get(endpoint.At($"/v2/{repository}/manifests/{reference}"), Pull(repository)) with
        {
            Accept = Accept,
            Redirects = RedirectScope.Any,
        };

    internal static RegistryRequest Blob(RegistryEndpoint endpoint, string repository, string digest) =>
        Get(endpoint.At($"/v2/{repository}/blobs/{digest}"), Pull(repository)) with
        {
            Accept = "*/*",
            Redirects = RedirectScope.Any,
        };

    internal static RegistryRequest Referrers(RegistryEndpoint endpoint, string repository, string digest) =>
        Get(endpoint.At($"/v2/{repository}/referrers/{digest}"), Pull(repository)) with
        {
            Accept = MediaTypes.OciIndex,
            IsPageRefused = false,
        };

    /// <summary>The headers of a manifest by tag or digest.</summary>
    internal static RegistryRequest Head(RegistryEndpoint endpoint, string repository, string reference) =>
        Manifest(endpoint, repository, reference) with
        {
            Method = HttpMethod.Head,
        };

    /// <summary>Deletes a manifest by digest, or a tag.</summary>
    internal static RegistryRequest Delete(RegistryEndpoint endpoint, string repository, string reference) =>
        new()
        {
            Method = HttpMethod.Delete,
            Uri = endpoint.At($"/v2/{repository}/manifests/{reference}"),
            Scope = $"repository:{repository}:pull,delete",
        };

    /// <summary>Begins the upload of a blob; the answer says where it is finished.</summary>
    internal static RegistryRequest StartUpload(RegistryEndpoint endpoint, string repository) =>
        new()
        {
            Method = HttpMethod.Post,
            Uri = endpoint.At($"/v2/{repository}/blobs/uploads/"),
            Scope = Push(repository),
            Content = () => new ByteArrayContent([]),
        };

    /// <summary>Pushes a manifest under a tag or its digest.</summary>
    internal static RegistryRequest Put(
        RegistryEndpoint endpoint,
        string repository,
        string reference,
        string mediaType,
        ReadOnlyMemory<byte> body
    ) =>
        new()
        {
            Method = HttpMethod.Put,
            Uri = endpoint.At($"/v2/{repository}/manifests/{reference}"),
            Scope = Push(repository),
            Content = () => new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
        };

    private static RegistryRequest Get(Uri uri, string scope) =>
        new()
        {
            Method = HttpMethod.Get,
            Uri = uri,
            Scope = scope,
        };

    /// <summary>The scope of uploads.</summary>
    internal static string Push(string repository) => $"repository:{repository}:pull,push";

    private static string Pull(string repository) => $"repository:{repository}:pull";
}
