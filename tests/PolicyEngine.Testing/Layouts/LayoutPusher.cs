using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PolicyEngine.Oci;

namespace PolicyEngine.Testing.Layouts;

/// <summary>Pushes a layout into a registry byte for byte: blobs first, children before their indexes, tags last.</summary>
/// <remarks>
/// Goes by OCI distribution-spec 1.1, "Push". A manifest that no tag leads to is
/// pushed by its digest. Other tools write indexes anew and so change their digests.
/// </remarks>
public sealed class LayoutPusher(HttpClient client, Uri registry)
{
    private const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>Pushes everything that a layout holds.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="skipRefused">Whether to go on when the registry refuses a
    /// manifest or a tag, as most do for an index with missing children.</param>
    /// <returns>The digests and tags that were refused, in the order of the tries.</returns>
    /// <exception cref="HttpRequestException">The registry refused something else, or anything where refusals are not skipped.</exception>
    public async Task<IReadOnlyList<string>> PushAsync(
        LayoutWriter layout,
        string repository,
        bool skipRefused = false,
        CancellationToken cancellationToken = default
    )
    {
        var contents = layout
            .Files.Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal))
            .ToDictionary(file => file.Key["blobs/".Length..].Replace('/', ':'), file => file.Value, StringComparer.Ordinal);
        var types = contents
            .Select(pair => (pair.Key, Type: TypeOf(pair.Value)))
            .Where(pair => pair.Type is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Type!, StringComparer.Ordinal);

        foreach (var (digest, content) in contents.Where(pair => !types.ContainsKey(pair.Key)))
        {
            await PushBlobAsync(repository, digest, content, cancellationToken);
        }

        var refused = new List<string>();
        var pushed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var digest in types.Keys.Order(StringComparer.Ordinal))
        {
            await PushWithChildrenAsync(digest);
        }

        foreach (var entry in layout.Entries.Where(entry => entry.Annotations.ContainsKey(RefName) && contents.ContainsKey(entry.Digest)))
        {
            await PutAsync(entry.Annotations[RefName], entry.Digest);
        }

        return refused;

        async Task PushWithChildrenAsync(string digest)
        {
            if (!types.ContainsKey(digest) || !pushed.Add(digest))
            {
                return;
            }

            foreach (var child in ChildrenOf(contents[digest]))
            {
                await PushWithChildrenAsync(child);
            }

            await PutAsync(digest, digest);
        }

        async Task PutAsync(string reference, string digest)
        {
            using var body = Content(contents[digest], types[digest]);
            using var answer = await client.PutAsync(At(repository, $"manifests/{reference}"), body, cancellationToken);
            if (skipRefused && (int)answer.StatusCode is >= 400 and < 500)
            {
                refused.Add(reference);
                return;
            }

            await RequireAsync(answer, HttpStatusCode.Created, reference, cancellationToken);
        }
    }

    private async Task PushBlobAsync(string repository, string digest, byte[] content, CancellationToken cancellationToken)
    {
        using var started = await client.PostAsync(At(repository, "blobs/uploads/"), null, cancellationToken);
        await RequireAsync(started, HttpStatusCode.Accepted, digest, cancellationToken);
        var upload = new Uri(
            registry,
            started.Headers.Location ?? throw new HttpRequestException("The registry gave no place to upload to.")
        );
        var target = new UriBuilder(upload)
        {
            Query = $"{upload.Query.TrimStart('?')}{(upload.Query.Length > 0 ? "&" : "")}digest={digest}",
        };
        using var body = Content(content, "application/octet-stream");
        using var done = await client.PutAsync(target.Uri, body, cancellationToken);
        await RequireAsync(done, HttpStatusCode.Created, digest, cancellationToken);
    }

    private Uri At(string repository, string rest) => new(registry, $"/v2/{repository}/{rest}");

    private static ByteArrayContent Content(byte[] bytes, string mediaType) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static async Task RequireAsync(
        HttpResponseMessage answer,
        HttpStatusCode status,
        string what,
        CancellationToken cancellationToken
    )
    {
        if (answer.StatusCode != status)
        {
            var said = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"Pushing {what}: {(int)answer.StatusCode} {said}", null, answer.StatusCode);
        }
    }

    private static string? TypeOf(byte[] content)
    {
        if (content is not [(byte)'{', ..])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.TryGetProperty("mediaType", out var type) && MediaTypes.IsManifest(type.GetString())
                ? type.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> ChildrenOf(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        return document.RootElement.TryGetProperty("manifests", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => entry.GetProperty("digest").GetString()!)]
            : [];
    }
}
