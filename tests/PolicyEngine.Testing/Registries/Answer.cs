using System.Text;
using Microsoft.AspNetCore.Http;

namespace PolicyEngine.Testing.Registries;

/// <summary>What an <see cref="OddServer"/> answers.</summary>
public sealed record Answer
{
    public int Status { get; init; } = 200;

    public byte[] Body { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Answers in a way of its own; the rest does not count then.</summary>
    public Func<HttpContext, Task>? By { get; init; }

    public static Answer Json(string text, int status = 200) =>
        new()
        {
            Status = status,
            Body = Encoding.UTF8.GetBytes(text),
            Headers = [("Content-Type", "application/json")],
        };

    public static Answer Error(int status, string code, string message = "so it is") =>
        Json($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""", status);

    public static Answer Of(TestManifest manifest) =>
        new() { Body = manifest.Body, Headers = [("Content-Type", manifest.MediaType), ("Docker-Content-Digest", manifest.Digest)] };

    public static Answer Blob(byte[] body) => new() { Body = body, Headers = [("Content-Type", "application/octet-stream")] };

    public static Answer Redirect(string location, int status = 307) => new() { Status = status, Headers = [("Location", location)] };

    /// <summary>Announces a body and cuts the connection in it; at once where the
    /// answer would have no body, since its head alone would be a whole one.</summary>
    public static Answer Cut { get; } =
        new()
        {
            By = async context =>
            {
                if (!HttpMethods.IsHead(context.Request.Method))
                {
                    context.Response.ContentLength = 1000;
                    await context.Response.Body.WriteAsync("half of"u8.ToArray());
                    await context.Response.Body.FlushAsync();
                }

                context.Abort();
            },
        };

    /// <summary>Never answers.</summary>
    public static Answer Silence { get; } =
        new() { By = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) };

    public Answer With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public async Task SendAsync(HttpContext context)
    {
        if (By is not null)
        {
            await By(context);
            return;
        }

        context.Response.StatusCode = Status;
        foreach (var header in Headers.GroupBy(header => header.Name, header => header.Value))
        {
            context.Response.Headers[header.Key] = header.ToArray();
        }

        if (Status is not (204 or 304) && context.Request.Method != "HEAD")
        {
            context.Response.ContentLength = Body.Length;
            await context.Response.Body.WriteAsync(Body);
        }
    }
}
