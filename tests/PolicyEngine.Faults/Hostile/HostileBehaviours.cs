using System.IO.Compression;
using System.Text;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Hostile;

/// <summary>The table of behaviours.</summary>
internal static class HostileBehaviours
{
    private const string Tags = "/v2/web/tags/list";
    private const string Html = "<!DOCTYPE html><html><body>Welcome to the proxy</body></html>";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<HostileBehaviour> All { get; } =
    [
        // Bodies.
        OnManifest("manifests that end in their midst", (_, _) => Answer.Cut),
        OnTags("a list of tags that ends in its midst", _ => Answer.Cut),
        OnManifest("manifests that lack their last byte", (honest, _) => honest with { Body = honest.Body[..^1] }),
        OnManifest("manifests with one bit flipped", (honest, _) => honest with { Body = Flip(honest.Body) }),
        OnManifest("another manifest for each", (_, _) => Answer.Of(HostileRegistry.Other)) with
        {
            Hides = true,
        },
        OnManifest("empty manifests", (honest, _) => honest with { Body = [] }),
        OnManifest("manifests in bytes that are no UTF-8", (honest, _) => honest with { Body = [0xFF, 0xFE, .. honest.Body] }),
        OnManifest("manifests of 20 MiB", (honest, _) => honest with { Body = new byte[20 << 20] }),
        OnManifest("manifests without end", (_, _) => Endless(4096)),
        OnTags("a list of tags without end", _ => Endless(4096)),
        OnManifest("manifests that come byte by byte", (honest, _) => Drip(honest)),
        OnManifest("manifests that say to be zipped", (honest, _) => honest.With("Content-Encoding", "gzip")),
        OnManifest("zipped manifests that unpack to 256 MiB", (_, _) => Bomb()),
        OnManifest("a web page for each manifest", (_, _) => Page()),
        OnTags("a web page for the list of tags", _ => Page()),
        OnAll("a web page for everything", _ => Page()),
        OnManifest("204 for each manifest", (_, _) => new Answer { Status = 204 }),
        OnManifest("206 for each manifest", (honest, _) => honest with { Status = 206, Body = honest.Body[..(honest.Body.Length / 2)] }),
        // Types and digests.
        OnManifest("the type of an index for images", (honest, _) => Typed(honest, TestManifest.OciIndex)),
        OnManifest("the type of an image for indexes", (honest, _) => Typed(honest, TestManifest.OciManifest)),
        OnManifest("a type that nobody knows", (honest, _) => Typed(honest, "application/vnd.acme.thing+json")),
        OnManifest("text/html for manifests", (honest, _) => Typed(honest, "text/html")),
        OnManifest("no type for manifests", (honest, _) => Without(honest, "Content-Type")),
        OnManifest("the digest of another manifest in the header", (honest, _) =>
            Header(honest, "Docker-Content-Digest", HostileRegistry.Other.Digest)
        ) with
        {
            Hides = true,
        },
        OnManifest("no digest in the header", (honest, _) => Without(honest, "Docker-Content-Digest")),
        OnManifest("a digest in capitals", (honest, _) =>
            Header(honest, "Docker-Content-Digest", HostileRegistry.Other.Digest.ToUpperInvariant())
        ) with
        {
            Hides = true,
        },
        OnManifest("tags that lead elsewhere each time", (honest, n) => n % 2 == 0 ? Answer.Of(HostileRegistry.Other) : honest) with
        {
            Hides = true,
        },
        // Status codes.
        OnAll("404 for everything", _ => Answer.Error(404, "NAME_UNKNOWN")) with
        {
            Hides = true,
        },
        new("404 for manifests that it lists", (_, request, _) => IsRead(request) ? Answer.Error(404, "MANIFEST_UNKNOWN") : null)
        {
            Hides = true,
        },
        new("404 for one child", (_, request, _) =>
            request.Line.EndsWith(HostileRegistry.Shared.Digest, StringComparison.Ordinal) ? Answer.Error(404, "MANIFEST_UNKNOWN") : null
        )
        {
            Hides = true,
        },
        new("404 to HEAD only", (_, request, _) =>
            request.Line.StartsWith("HEAD", StringComparison.Ordinal) ? new Answer { Status = 404 } : null
        )
        {
            Hides = true,
        },
        new("404 to GET only", (_, request, _) =>
            IsRead(request) && request.Line.StartsWith("GET", StringComparison.Ordinal) ? new Answer { Status = 404 } : null
        )
        {
            Hides = true,
        },
        OnTags("404 for the list of tags", _ => Answer.Error(404, "NAME_UNKNOWN")) with
        {
            Hides = true,
        },
        OnAll("500 for everything", _ => Answer.Error(500, "UNKNOWN")),
        new("503 for every second request", (_, _, n) => n % 2 == 0 ? Answer.Error(503, "UNAVAILABLE") : null),
        new("503 for two requests in three", (_, _, n) => n % 3 != 0 ? Answer.Error(503, "UNAVAILABLE") : null),
        OnAll("401 for everything", _ => new Answer { Status = 401, Headers = [("WWW-Authenticate", "Basic realm=\"again\"")] }),
        new("403 for manifests", (_, request, _) => IsRead(request) ? Answer.Error(403, "DENIED") : null),
        OnAll("429 for everything", _ => Answer.Error(429, "TOOMANYREQUESTS")),
        OnAll("429 that asks to wait for years", _ => Answer.Error(429, "TOOMANYREQUESTS").With("Retry-After", "99999999")),
        // A quarter of all answers, in no rhythm that requests could fall in with.
        new("429 now and then", (_, _, n) =>
            unchecked((uint)n * 2654435761u) >> 30 == 0 ? Answer.Error(429, "TOOMANYREQUESTS").With("Retry-After", "1") : null
        ),
        new("one answer that never comes", (registry, _, n) => n == 9 ? Silent(registry) : null),
        new("no answer to deletions", (registry, request, _) => IsDelete(request) ? Silent(registry) : null),
        // Deletions.
        OnDelete("405 for deletions", (_, _) => Answer.Error(405, "UNSUPPORTED")),
        OnDelete("403 for deletions", (_, _) => Answer.Error(403, "DENIED")),
        OnDelete("404 for deletions of what is there", (_, _) => Answer.Error(404, "MANIFEST_UNKNOWN")) with
        {
            Hides = true,
        },
        OnDelete("200 and a web page for deletions", (_, _) => Page()) with
        {
            Hides = true,
        },
        OnDelete("202 for deletions that it does not carry out", (_, _) => new Answer { Status = 202 }) with
        {
            Hides = true,
        },
        OnDelete("500 for deletions that it carries out", (registry, request) =>
            registry.Honest(request) is not null ? Answer.Error(500, "UNKNOWN") : null
        ),
        OnDelete("cut answers to deletions that it carries out", (registry, request) =>
            registry.Honest(request) is not null ? Answer.Cut : null
        ),
        // Lists.
        OnTags("tags that lead to nothing", _ => List("v1", "latest", "pr-1", "pr-2", "pr-3", "v2")) with
        {
            Hides = true,
        },
        OnTags("each tag twice", _ => List("v1", "v1", "latest", "latest", "pr-1", "pr-1", "pr-2", "pr-2")) with
        {
            Hides = true,
        },
        OnTags("no tags though there are some", _ => List()) with
        {
            Hides = true,
        },
        OnTags("half of the tags", _ => List("pr-1", "pr-2")) with
        {
            Hides = true,
        },
        OnTags("tags that are no tags", _ =>
            Answer.Json("""{"name":"web","tags":["../../v1","pr-1\u0000","pr-2\n","-x","",null,"é"]}""")
        ) with
        {
            Hides = true,
        },
        OnTags("a very long tag", _ => List("pr-1", new string('a', 100_000))) with
        {
            Hides = true,
        },
        OnTags("null for the list of tags", _ => Answer.Json("""{"name":"web","tags":null}""")) with
        {
            Hides = true,
        },
        OnTags("numbers for tags", _ => Answer.Json("""{"name":"web","tags":[1,2]}""")),
        OnTags("the tags of another repository", _ => Answer.Json("""{"name":"other","tags":["pr-1"]}""")) with
        {
            Hides = true,
        },
        OnTags("names given twice", _ => Answer.Json("""{"name":"web","tags":["pr-1"],"tags":["v1"]}""")) with
        {
            Hides = true,
        },
        OnTags("lists in lists without end", _ => Answer.Json($$"""{"name":"web","tags":{{new string('[', 100_000)}}""")),
        OnTags("a next page that is the same page", _ => List("pr-1", "pr-2", "v1", "latest").With("Link", $"<{Tags}>; rel=\"next\"")) with
        {
            Hides = true,
        },
        new("a next page for ever", (_, request, n) =>
            IsTags(request) ? List($"pr-{n + 100}").With("Link", $"<{Tags}?last=pr-{n + 100}&n=1>; rel=\"next\"") : null
        )
        {
            Hides = true,
        },
        new("empty next pages for ever", (_, request, n) =>
            IsTags(request) ? List().With("Link", $"<{Tags}?last=x{n}&n=1>; rel=\"next\"") : null
        )
        {
            Hides = true,
        },
        new("a next page on another host", (registry, request, _) =>
            IsTags(request) ? List("pr-1").With("Link", $"<{new Uri(registry.Stranger.Url, Tags)}>; rel=\"next\"") : null
        )
        {
            Hides = true,
        },
        new("referrers that stay", (_, request, _) => request.Line.Contains("/referrers/", StringComparison.Ordinal) ? Referrers() : null)
        {
            Hides = true,
        },
        new("referrers without end", (_, request, n) =>
            request.Line.Contains("/referrers/", StringComparison.Ordinal)
                ? Referrers().With("Link", $"<{request.Line.Split(' ')[1].Split('?')[0]}?n={n}>; rel=\"next\"")
                : null
        )
        {
            Hides = true,
        },
        // Redirects, headers and realms.
        new("redirects in a circle", (_, request, _) => IsRead(request) ? Answer.Redirect(request.Line.Split(' ')[1]) : null),
        new("redirects to another host", (registry, request, _) =>
            IsRead(request) ? Answer.Redirect(new Uri(registry.Stranger.Url, request.Line.Split(' ')[1]).AbsoluteUri) : null
        )
        {
            Hides = true,
        },
        new("redirects of everything to another host", (registry, request, _) =>
            Answer.Redirect(new Uri(registry.Stranger.Url, request.Line.Split(' ')[1]).AbsoluteUri, 308)
        )
        {
            Hides = true,
        },
        new("redirects of deletions to another host", (registry, request, _) =>
            IsDelete(request)
                ? Answer.Redirect(new Uri(registry.Stranger.Url, "/v2/web/manifests/" + HostileRegistry.Release.Digest).AbsoluteUri, 308)
                : null
        )
        {
            Hides = true,
        },
        new("redirects of deletions to a release", (_, request, _) =>
            IsDelete(request) ? Answer.Redirect("/v2/web/manifests/" + HostileRegistry.Release.Digest, 307) : null
        )
        {
            Hides = true,
        },
        new("redirects to a file", (_, request, _) => IsRead(request) ? Answer.Redirect("file:///etc/passwd") : null),
        new("a realm on another host", (_, _, _) =>
            new Answer { Status = 401, Headers = [("WWW-Authenticate", "Bearer realm=\"https://stranger.invalid/token\",service=\"x\"")] }
        ),
        new("a realm of another scheme", (_, _, _) =>
            new Answer { Status = 401, Headers = [("WWW-Authenticate", "Bearer realm=\"file:///etc/passwd\",service=\"x\"")] }
        ),
        new("a challenge of 30,000 characters", (_, _, _) =>
            new Answer { Status = 401, Headers = [("WWW-Authenticate", $"Bearer realm=\"{new string('x', 30_000)}\"")] }
        ),
        new("a header of 100,000 characters", (registry, request, _) => Any(registry, request)?.With("X-Large", new string('x', 100_000))),
        new("a thousand headers", (registry, request, _) =>
            Any(registry, request) is { } any
                ? any with
                {
                    Headers = [.. any.Headers, .. Enumerable.Range(0, 1000).Select(i => ($"X-{i}", "x"))],
                }
                : null
        ),
        new("errors that hold control characters", (_, _, _) => Answer.Error(500, "UNKNOWN", "\\u001b[31m::error::x \\u202e")),
    ];

    private static HostileBehaviour OnManifest(string name, Func<Answer, int, Answer> change) =>
        new(name, (registry, request, n) =>
            IsRead(request) && registry.Honest(request) is { Status: 200 } honest ? change(honest, n) : null
        );

    private static HostileBehaviour OnTags(string name, Func<ReceivedRequest, Answer> answer) =>
        new(name, (_, request, _) => IsTags(request) ? answer(request) : null);

    private static HostileBehaviour OnDelete(string name, Func<HostileRegistry, ReceivedRequest, Answer?> answer) =>
        new(name, (registry, request, _) => IsDelete(request) ? answer(registry, request) : null);

    private static HostileBehaviour OnAll(string name, Func<ReceivedRequest, Answer> answer) =>
        new(name, (_, request, _) => answer(request));

    private static bool IsRead(ReceivedRequest request) =>
        !IsDelete(request)
        && request.Line.Contains("/manifests/", StringComparison.Ordinal)
        && !request.Line.StartsWith("PUT", StringComparison.Ordinal);

    private static bool IsTags(ReceivedRequest request) => request.Line.Contains(Tags, StringComparison.Ordinal);

    private static bool IsDelete(ReceivedRequest request) => request.Line.StartsWith("DELETE", StringComparison.Ordinal);

    private static Answer? Any(HostileRegistry registry, ReceivedRequest request) =>
        IsDelete(request) ? new Answer { Status = 500 } : registry.Honest(request);

    private static Answer List(params string[] tags) =>
        Answer.Json($$"""{"name":"web","tags":[{{string.Join(',', tags.Select(tag => $"\"{tag}\""))}}]}""");

    private static Answer Page() => new() { Body = Encoding.UTF8.GetBytes(Html), Headers = [("Content-Type", "text/html; charset=utf-8")] };

    private static Answer Referrers() =>
        Typed(
            Answer.Json(
                $$"""{"schemaVersion":2,"mediaType":"{{TestManifest.OciIndex}}","manifests":[{"mediaType":"{{TestManifest.OciManifest}}","digest":"{{HostileRegistry.Latest.Digest}}","size":1}]}"""
            ),
            TestManifest.OciIndex
        );

    private static byte[] Flip(byte[] body) => [.. body.Select((b, i) => i == body.Length / 2 ? (byte)(b ^ 1) : b)];

    private static Answer Without(Answer answer, string header) =>
        answer with
        {
            Headers = [.. answer.Headers.Where(pair => pair.Name != header)],
        };

    private static Answer Header(Answer answer, string name, string value) => Without(answer, name).With(name, value);

    private static Answer Typed(Answer answer, string type) => Header(answer, "Content-Type", type);

    private static Answer Silent(HostileRegistry registry) =>
        new()
        {
            By = async context =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    // The client waits for this one, on a clock of its own.
                    registry.Clock.EndLongWaits();
                    await Task.Yield();
                }
            },
        };

    private static Answer Endless(int piece) =>
        new()
        {
            By = async context =>
            {
                var bytes = Encoding.ASCII.GetBytes(new string(' ', piece));
                for (var sent = 0L; sent < 1L << 30 && !context.RequestAborted.IsCancellationRequested; sent += piece)
                {
                    await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                }
            },
        };

    private static Answer Drip(Answer honest) =>
        new()
        {
            By = async context =>
            {
                foreach (var (name, value) in honest.Headers)
                {
                    context.Response.Headers[name] = value;
                }

                for (var i = 0; i < honest.Body.Length && context.Request.Method != "HEAD"; i++)
                {
                    await context.Response.Body.WriteAsync(honest.Body.AsMemory(i, 1), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            },
        };

    private static Answer Bomb()
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            for (var i = 0; i < 256; i++)
            {
                zip.Write(new byte[1 << 20]);
            }
        }

        return new Answer { Body = zipped.ToArray(), Headers = [("Content-Type", TestManifest.OciManifest), ("Content-Encoding", "gzip")] };
    }
}
