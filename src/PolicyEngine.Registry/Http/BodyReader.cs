using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Reads bodies under a cap without trusting what they announce.</summary>
internal static class BodyReader
{
    /// <summary>Memory is taken at once for what an answer announces up to this; beyond, only as it comes.</summary>
    private const int TrustedLength = 1024 * 1024;

    /// <summary>Reads at most <paramref name="limit"/> bytes.</summary>
    /// <param name="truncate">Whether more is cut off; else more is a failure.</param>
    /// <exception cref="RegistryException">There is more, and it may not be cut off.</exception>
    internal static async Task<byte[]> ReadAsync(HttpContent content, int limit, bool truncate, CancellationToken cancellationToken)
    {
        if (!truncate && content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (content.Headers.ContentLength is { } length && length <= Math.Min(limit, TrustedLength))
        {
            return await ReadAllAsync(stream, (int)length, cancellationToken).ConfigureAwait(false);
        }

        using var body = new MemoryStream((int)Math.Min(content.Headers.ContentLength ?? 4096, limit));
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return body.ToArray();
            }

            var room = limit - (int)body.Length;
            if (read > room && !truncate)
            {
                throw TooLarge(limit);
            }

            await body.WriteAsync(buffer.AsMemory(0, Math.Min(read, room)), cancellationToken).ConfigureAwait(false);
            if (read > room)
            {
                return body.ToArray();
            }
        }
    }

    /// <summary>The handler gives no byte more than announced, and fails where there are fewer.</summary>
    private static async Task<byte[]> ReadAllAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var body = new byte[length];
        var read = await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read == length ? body : body[..read];
    }

    private static RegistryException TooLarge(int limit) =>
        new(
            limit >= 1024 * 1024
                ? $"The response is larger than the limit of {limit / 1024 / 1024} MiB."
                : $"The response is larger than the limit of {limit / 1024} KiB."
        )
        {
            IsTooLarge = true,
        };
}
