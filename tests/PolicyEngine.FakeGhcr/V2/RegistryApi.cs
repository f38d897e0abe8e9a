using System.Text.Json.Nodes;

namespace PolicyEngine.Fakes;

/// <summary>The <c>ghcr.io</c> side: the OCI distribution API as GitHub offers it, without referrers and without deletion.</summary>
internal sealed class RegistryApi(GhcrState state, Scenario scenario)
{
    private readonly TokenDance _tokens = new(state, scenario);

    /// <summary>Answers a request; <paramref name="body"/> is what it brought.</summary>
    public Answer Answer(Call call, byte[] body)
    {
        if (call.Segments is ["token"])
        {
            return _tokens.Issue(call);
        }

        if (call.Segments is not ["v2", .. var rest])
        {
            return Fakes.Answer.Registry(404, "NOT_FOUND", "not found");
        }

        if (rest is [])
        {
            return call.Scheme.Length > 0
                ? Fakes.Answer.Json(200, new JsonObject())
                : TokenDance.Challenge(call, "user/image", push: false);
        }

        var (repository, kind, reference) = rest switch
        {
            [.. var name, "blobs", "uploads"] => (Join(name), "uploads", ""),
            [.. var name, "blobs", "uploads", var id] => (Join(name), "upload", id),
            [.. var name, "tags", "list"] => (Join(name), "tags", ""),
            [.. var name, var part, var last] => (Join(name), part, last),
            _ => ("", "", ""),
        };
        var push = call.Method is "PUT" or "POST" or "PATCH" or "DELETE";
        if (_tokens.Check(call, repository, push && call.Method != "DELETE") is { } refusal)
        {
            return refusal;
        }

        if (state.Find(repository) is not { } package)
        {
            return Fakes.Answer.Registry(404, "NAME_UNKNOWN", "repository name not known to registry");
        }

        return (call.Method, kind) switch
        {
            ("GET" or "HEAD", "manifests") => ManifestEndpoint.Get(call, package, reference),
            ("PUT", "manifests") => ManifestEndpoint.Put(call, package, reference, body),
            ("DELETE", _) => Fakes.Answer.Registry(405, "UNSUPPORTED", "The operation is unsupported."),
            ("GET" or "HEAD", "blobs") => Blob(package, reference),
            ("POST", "uploads") => new Answer(202, []) { Headers = { ["location"] = $"/v2/{repository}/blobs/uploads/1" } },
            ("PUT", "upload") => Upload(call, package, body),
            ("GET", "tags") => Tags(call, package),
            ("GET", "referrers") => scenario.ReferrersRedirect is { } target
                ? new Answer(303, []) { Headers = { ["location"] = target } }
                : Fakes.Answer.Registry(404, "NOT_FOUND", "not found"),
            _ => Fakes.Answer.Registry(404, "NOT_FOUND", "not found"),
        };
    }

    private static string Join(string[] segments) => string.Join('/', segments);

    private static Answer Blob(GhcrPackage package, string digest) =>
        package.Blobs.TryGetValue(digest, out var blob)
            ? new Answer(200, blob, "application/octet-stream") { Headers = { ["docker-content-digest"] = digest } }
            : Fakes.Answer.Registry(404, "BLOB_UNKNOWN", "blob unknown to registry");

    private static Answer Upload(Call call, GhcrPackage package, byte[] body)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body));
        if (call.Query("digest") != digest)
        {
            return Fakes.Answer.Registry(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        package.Blobs[digest] = body;
        return new Answer(201, []) { Headers = { ["docker-content-digest"] = digest } };
    }

    private static Answer Tags(Call call, GhcrPackage package)
    {
        var size = Math.Max(1, call.QueryNumber("n", 100));
        var all = package.TagsOldestFirst.ToList();
        var start = call.Query("last") is { } last ? all.IndexOf(last) + 1 : 0;
        var page = all.Skip(start).Take(size).ToArray();
        var answer = Fakes.Answer.Json(
            200,
            new JsonObject { ["name"] = package.FullName, ["tags"] = new JsonArray([.. page.Select(t => JsonValue.Create(t))]) }
        );
        if (start + page.Length < all.Count)
        {
            answer.Headers["link"] = $"</v2/{package.FullName}/tags/list?last={page[^1]}&n={size}>; rel=\"next\"";
        }

        return answer;
    }
}
