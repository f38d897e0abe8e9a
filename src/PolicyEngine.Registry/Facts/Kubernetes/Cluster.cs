using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using Client = k8s.Kubernetes;

namespace PolicyEngine.Registry.Facts.Kubernetes;

/// <summary>
/// Lists objects of one cluster. The client of the Kubernetes project finds the way in: certificates, tokens,
/// programs that log in. The answers are read as plain JSON: its models would drop what they do not know.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="name">The name of the context.</param>
/// <param name="options">The clock.</param>
/// <param name="patience">How long an answer may take.</param>
internal sealed class Cluster(Client client, string name, RegistryOptions options, TimeSpan patience)
{
    private const int PageSize = 100;
    private const int MostPages = 10_000;
    private const int MostBytes = 128 * 1024 * 1024;
    private const int MostAttempts = 4;

    /// <summary>Adds the images of all objects.</summary>
    /// <exception cref="RegistryException">A kind cannot be listed completely.</exception>
    public async Task AddImagesAsync(ISet<UsedImage> images, CancellationToken cancellationToken)
    {
        foreach (var kind in ObjectKind.All)
        {
            try
            {
                await AddImagesAsync(kind, images, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryException e) when (e.Status == HttpStatusCode.Gone)
            {
                // The list took longer than the server remembers where it was: it begins again, once.
                await AddImagesAsync(kind, images, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AddImagesAsync(ObjectKind kind, ISet<UsedImage> images, CancellationToken cancellationToken)
    {
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"{kind.Path}?limit={PageSize}{(next is null ? "" : $"&continue={Uri.EscapeDataString(next)}")}";
            using var document = await GetAsync(kind, path, cancellationToken).ConfigureAwait(false);
            next = AddPage(kind, document.RootElement, images);
            if (next is null)
            {
                return;
            }
        }

        throw Problem($"has more than {MostPages} pages of {kind.Resource}");
    }

    /// <summary>Takes a page.</summary>
    /// <returns>Where the next one begins; null at the end.</returns>
    private string? AddPage(ObjectKind kind, JsonElement page, ISet<UsedImage> images)
    {
        if (
            page.ValueKind != JsonValueKind.Object
            || !page.TryGetProperty("items", out var items)
            || items.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)
        )
        {
            throw Problem($"does not list {kind.Resource} as the API of Kubernetes does");
        }

        foreach (var item in items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [])
        {
            ObjectImages.AddTo(item, $"{name}, {ObjectPlace.Of(kind, item)}", images);
        }

        return
            page.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("continue", out var next)
            && next.ValueKind == JsonValueKind.String
            && next.GetString() is { Length: > 0 } text
            ? text
            : null;
    }

    private async Task<JsonDocument> GetAsync(ObjectKind kind, string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var timeout = new CancellationTokenSource(patience, options.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            TimeSpan wait;
            try
            {
                var (document, pause) = await TryGetAsync(kind, path, isLast: attempt == MostAttempts, either.Token).ConfigureAwait(false);
                if (document is not null)
                {
                    return document;
                }

                wait = pause;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Problem(
                    $"did not answer within {patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds when asked "
                        + $"for {kind.Resource}"
                );
            }
            catch (HttpRequestException e) when (attempt == MostAttempts || IsLasting(e))
            {
                throw Problem($"cannot be reached at {Redaction.Show(client.BaseUri)}: {Why(e)}", e);
            }
            catch (HttpRequestException)
            {
                wait = TimeSpan.FromSeconds(1);
            }
            catch (Exception e)
                when (e is JsonException or IOException or InvalidOperationException or k8s.Exceptions.KubernetesClientException)
            {
                throw Problem($"does not list {kind.Resource} as the API of Kubernetes does", e);
            }

            await Task.Delay(wait, options.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks once. Null, and how long to wait, where it makes sense to ask again.</summary>
    private async Task<(JsonDocument? Document, TimeSpan Wait)> TryGetAsync(
        ObjectKind kind,
        string path,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var response = await client
            .HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError && !isLast)
        {
            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            return (null, wait > RegistryOptions.UsualWait ? RegistryOptions.UsualWait : wait);
        }

        await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return response.IsSuccessStatusCode
                ? (await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false), default)
                : throw await RefusalAsync(kind, response, stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RegistryException> RefusalAsync(
        ObjectKind kind,
        HttpResponseMessage response,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        var said = "";
        try
        {
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            said = document.RootElement.TryGetProperty("message", out var message) ? $", {Redaction.Show(message.GetString(), 300)}" : "";
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException)
        {
            // A proxy's page tells nothing.
        }

        var why = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ": its user or token is not accepted",
            HttpStatusCode.Forbidden => $": give its user the right to list {kind.Resource} in all namespaces",
            HttpStatusCode.NotFound => ": the cluster does not have this kind, or this is not the address of an API of Kubernetes",
            _ => "",
        };
        return Problem($"does not list {kind.Resource} ({(int)response.StatusCode}{said}){why}", status: response.StatusCode);
    }

    private static bool IsLasting(HttpRequestException e) =>
        e.HttpRequestError
            is HttpRequestError.SecureConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.ConfigurationLimitExceeded
        || e.InnerException is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused };

    private static string Why(HttpRequestException e) => Redaction.Show(e.InnerException?.Message ?? e.Message, 300).TrimEnd('.');

    private RegistryException Problem(string problem, Exception? inner = null, HttpStatusCode? status = null) =>
        new($"the cluster of the context '{Redaction.Show(name, 200)}' {problem}", status, inner);
}
