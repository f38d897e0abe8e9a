namespace PolicyEngine.Registry.Http;

/// <summary>Reads bodies under a cap without trusting what they announce.</summary>
internal static class BodyReader
{
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

    private static RegistryException TooLarge(int limit) => new(limit >= 1024 * 1024
        ? $"The answer is larger than {limit / 1024 / 1024} MiB, the most that is read of it."
        : $"The answer is larger than {limit / 1024} KiB, the most that is read of it.");
}
