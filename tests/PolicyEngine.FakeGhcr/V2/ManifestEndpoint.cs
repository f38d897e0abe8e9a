using System.Security.Cryptography;
using System.Text.Json;

namespace PolicyEngine.Fakes;

/// <summary><c>/v2/{name}/manifests/{reference}</c>.</summary>
internal static class ManifestEndpoint
{
    public static Answer Get(Call call, GhcrPackage package, string reference)
    {
        var version = reference.Contains(':') ? package.ByDigest(reference) : package.ByTag(reference);
        if (version is null or { Gone: true })
        {
            return Answer.Registry(404, "MANIFEST_UNKNOWN", "manifest unknown");
        }

        var accepted = call
            .Context.Request.Headers.Accept.SelectMany(a => (a ?? "").Split(','))
            .Select(a => a.Split(';')[0].Trim())
            .ToArray();
        if (accepted.Length > 0 && !accepted.Contains(version.MediaType) && !accepted.Contains("*/*"))
        {
            return Answer.Registry(404, "MANIFEST_UNKNOWN", $"{version.MediaType} found, but accept header does not support it");
        }

        if (call.Method == "GET")
        {
            version.Downloads++;
        }

        return new Answer(200, version.Served ?? version.Body, version.MediaType)
        {
            Headers = { ["docker-content-digest"] = version.Digest },
        };
    }

    public static Answer Put(Call call, GhcrPackage package, string reference, byte[] body)
    {
        string? mediaType;
        try
        {
            using var document = JsonDocument.Parse(body);
            mediaType = document.RootElement.TryGetProperty("mediaType", out var stated) ? stated.GetString() : null;
        }
        catch (JsonException)
        {
            return Answer.Registry(400, "MANIFEST_INVALID", "manifest invalid");
        }

        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));
        var byDigest = reference.Contains(':');
        if (byDigest && reference != digest)
        {
            return Answer.Registry(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        var contentType = call.Context.Request.ContentType?.Split(';')[0] ?? mediaType ?? "";
        if (mediaType is not null && mediaType != contentType)
        {
            return Answer.Registry(400, "MANIFEST_INVALID", "content type and media type differ");
        }

        // No OCI-Subject header: GitHub does not know of referrers.
        var version = package.Push(body, contentType, null, byDigest ? [] : [reference]);
        return new Answer(201, [])
        {
            Headers = { ["docker-content-digest"] = version.Digest, ["location"] = $"/v2/{package.FullName}/manifests/{version.Digest}" },
        };
    }
}
