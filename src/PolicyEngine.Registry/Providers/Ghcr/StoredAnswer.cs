using System.Net;
using PolicyEngine.Registry.Http;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>An answer of GitHub as it was kept.</summary>
/// <param name="ETag">Its ETag.</param>
/// <param name="Link">Its links; empty where it had none.</param>
/// <param name="Body">Its body.</param>
internal sealed record StoredAnswer(string ETag, string Link, byte[] Body)
{
    /// <summary>The answer that a 304 stands for: what is said of time and limits is of now.</summary>
    internal RegistryResponse Confirmed(RegistryResponse notModified) =>
        notModified with
        {
            Status = HttpStatusCode.OK,
            Body = Body,
            Headers = notModified
                .Headers.SelectMany(header => header, (header, value) => (header.Key, value))
                .Where(header => !header.Key.Equals("Link", StringComparison.OrdinalIgnoreCase))
                .Concat(Link.Length > 0 ? [("Link", Link)] : Array.Empty<(string Key, string value)>())
                .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase),
        };
}
