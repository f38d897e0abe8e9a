using System.Globalization;
using System.Net;
using System.Text;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>How long an answer asks its client to wait (RFC 9110 10.2.3; GitHub's rate limit headers).</summary>
internal static class RetryAfter
{
    /// <summary>The wait that an answer asks for; null where it asks for none, never negative.</summary>
    internal static TimeSpan? Read(RegistryResponse response, DateTimeOffset now)
    {
        var value = response.Header("Retry-After")?.Trim();
        if (value is not null)
        {
            if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, 365L * 24 * 3600));
            }

            // Before dates, since "1.5" would be one.
            if (GoDuration.Parse(value) is { } duration)
            {
                return duration;
            }

            if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return date > now ? date - now : TimeSpan.Zero;
            }
        }

        if (
            response.Header("x-ratelimit-remaining")?.Trim() == "0"
            && long.TryParse(response.Header("x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset is > 0 and < 253402300799
        )
        {
            var date = DateTimeOffset.FromUnixTimeSeconds(reset);
            return date > now ? date - now : TimeSpan.Zero;
        }

        if (!IsRateLimit(response))
        {
            return null;
        }

        // GitHub: where nothing is said, at least a minute.
        return GoDuration.FindRetryAfter(Encoding.UTF8.GetString(Start(response)))
            ?? (IsSecondaryLimit(response) ? TimeSpan.FromMinutes(1) : null);
    }

    /// <summary>What the header Retry-After asks for, as a clause, or null if there is none.</summary>
    internal static string? Describe(RegistryResponse response) =>
        response.Header("Retry-After")?.Trim() is not { } value ? null
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? string.Create(CultureInfo.InvariantCulture, $"it asks to wait {seconds} s")
        : GoDuration.Parse(value) is not null ? $"it asks to wait {value}{(char.IsAsciiDigit(value[^1]) ? " s" : "")}"
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? string.Create(CultureInfo.InvariantCulture, $"it asks to wait until {date.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
        : $"it asks to wait '{Redaction.Show(value, 40)}'";

    /// <summary>Whether an answer says "too many requests": the request was not carried out and may come again later.</summary>
    internal static bool IsRateLimit(RegistryResponse response) =>
        response.Status switch
        {
            HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.Forbidden => response.Header("Retry-After") is not null
                || response.Header("x-ratelimit-remaining")?.Trim() == "0"
                || IsSecondaryLimit(response),
            _ => false,
        };

    /// <summary>Whether GitHub says that requests come too quickly, which it does by 403 and by 429.</summary>
    private static bool IsSecondaryLimit(RegistryResponse response) => Start(response).IndexOf("secondary rate limit"u8) >= 0;

    private static ReadOnlySpan<byte> Start(RegistryResponse response) => response.Body.AsSpan(0, Math.Min(response.Body.Length, 2048));

    /// <summary>Whether an answer is a failure that may pass by itself.</summary>
    internal static bool IsPassing(RegistryResponse response) =>
        IsRateLimit(response)
        || response.Status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;
}
