using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace PolicyEngine.Testing.Registries;

/// <summary>
/// An HTTP server on a free loopback port that answers by a table, for the ways of
/// registries that no real one at hand has. What is not in the table is 404 without a body.
/// </summary>
public sealed class OddServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _table = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly WebApplication _app;
    private int _atOnce;
    private int _mostAtOnce;

    private OddServer(WebApplication app) => _app = app;

    /// <summary>Where it is: <c>http://127.0.0.1:PORT</c>, or <c>https</c>.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Host and port.</summary>
    public string Host => Url.Authority;

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <summary>The greatest number of requests that were in flight together.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Is called for each request before it is answered.</summary>
    public Func<ReceivedRequest, Task>? Before { get; set; }

    /// <summary>Answers in place of the table; null leaves a request to it.</summary>
    public Func<ReceivedRequest, Answer?>? Instead { get; set; }

    /// <param name="certificate">That of <c>localhost</c>, where it speaks TLS.</param>
    /// <param name="protocols">What it speaks over TLS.</param>
    public static async Task<OddServer> StartAsync(
        X509Certificate2? certificate = null,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.Protocols = protocols;
                    listen.UseHttps(certificate);
                }
            });
        });
        var app = builder.Build();
        var server = new OddServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers to a request, one after the other; the last one stays.</summary>
    /// <param name="request">Method and target: <c>GET /v2/a/tags/list?n=2</c>. A target without query stands for any.</param>
    public OddServer On(string request, params IEnumerable<Answer> answers)
    {
        _table[request] = new ConcurrentQueue<Answer>(answers);
        return this;
    }

    /// <summary>Serves a manifest by its digest and by tags.</summary>
    public OddServer Has(string repository, TestManifest manifest, params IEnumerable<string> tags)
    {
        foreach (var reference in tags.Prepend(manifest.Digest))
        {
            On($"GET /v2/{repository}/manifests/{reference}", Answer.Of(manifest));
        }

        foreach (var blob in manifest.Blobs)
        {
            On($"GET /v2/{repository}/blobs/{TestManifest.DigestOf(blob)}", Answer.Blob(blob));
        }

        return this;
    }

    /// <summary>Serves a list of tags.</summary>
    public OddServer HasTags(string repository, params IEnumerable<string> tags) =>
        On(
            $"GET /v2/{repository}/tags/list",
            Answer.Json($$"""{"name":"{{repository}}","tags":[{{string.Join(',', tags.Select(tag => $"\"{tag}\""))}}]}""")
        );

    /// <summary>How often a request came.</summary>
    public int Count(string request) => _received.Count(received => received.Line == request);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var atOnce = Interlocked.Increment(ref _atOnce);
        for (var most = MostAtOnce; atOnce > most; most = MostAtOnce)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, atOnce, most);
        }

        try
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            using var reader = new StreamReader(context.Request.Body);
            var received = new ReceivedRequest(
                $"{context.Request.Method} {target}",
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                await reader.ReadToEndAsync()
            )
            {
                Protocol = context.Request.Protocol,
                Connection = context.Connection.Id,
            };
            _received.Enqueue(received);
            if (Before is not null)
            {
                await Before(received);
            }

            if (Instead?.Invoke(received) is { } instead)
            {
                await instead.SendAsync(context);
                return;
            }

            var answers = _table.GetValueOrDefault(received.Line) ?? _table.GetValueOrDefault(received.Line.Split('?')[0]);
            await (answers is null ? new Answer { Status = 404 } : Next(answers)).SendAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private static Answer Next(ConcurrentQueue<Answer> answers)
    {
        lock (answers)
        {
            return answers.Count > 1 && answers.TryDequeue(out var answer) ? answer
                : answers.TryPeek(out var last) ? last
                : new Answer { Status = 404 };
        }
    }
}

/// <summary>A request as it arrived.</summary>
public sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The version of HTTP, such as <c>HTTP/2</c>.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>What tells connections apart.</summary>
    public string Connection { get; init; } = "";

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
