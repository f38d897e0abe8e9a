using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace PolicyEngine.Testing.Registries;

/// <summary>Stands between a client and a registry on a free loopback port, so
/// that something can happen just before and just after each change.</summary>
public sealed class MutationProxy : IAsyncDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly ConcurrentQueue<string> _received = new();
    private readonly WebApplication _app;
    private readonly Uri _target;
    private int _points;

    private MutationProxy(WebApplication app, Uri target)
    {
        _app = app;
        _target = target;
    }

    /// <summary>Where it is: <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>The changes that came so far, times two: just before the n-th is 2n - 1, just after it 2n.</summary>
    public int Points => Volatile.Read(ref _points);

    /// <summary>All requests so far, each as method and target, in the order in which they came.</summary>
    public IReadOnlyList<string> Received => [.. _received];

    /// <summary>Happens at each point. False breaks the connection: before the
    /// change it is not carried out, after it its answer is lost.</summary>
    public Func<int, Task<bool>> At { get; set; } = _ => Task.FromResult(true);

    public static async Task<MutationProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new MutationProxy(app, target);
        app.Run(proxy.ForwardAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ForwardAsync(HttpContext context)
    {
        _received.Enqueue($"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
        var changes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (changes && !await At(Interlocked.Increment(ref _points)))
        {
            context.Abort();
            return;
        }

        using var request = await RequestAsync(context);
        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (changes && !await At(Interlocked.Increment(ref _points)))
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(_target, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
        );
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (
            var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Connection"))
        )
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return request;
    }
}
