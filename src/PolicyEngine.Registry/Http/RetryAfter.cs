using System.Globalization;
using System.Net;

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

            if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return date > now ? date - now : TimeSpan.Zero;
            }
        }

        if (response.Header("x-ratelimit-remaining")?.Trim() == "0"
            && long.TryParse(response.Header("x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset is > 0 and < 253402300799)
        {
            var date = DateTimeOffset.FromUnixTimeSeconds(reset);
            return date > now ? date - now : TimeSpan.Zero;
        }

        return null;
    }

    /// <summary>Whether an answer says "too many requests": the request was not carried out and may come again later.</summary>
    internal static bool IsRateLimit(RegistryResponse response) => response.Status switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.Forbidden => response.Header("Retry-After") is not null || response.Header("x-ratelimit-remaining")?.Trim() == "0",
        _ => false,
    };

    /// <summary>Whether an answer is a failure that may pass by itself.</summary>
    internal static bool IsPassing(RegistryResponse response) => IsRateLimit(response)
        || response.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
