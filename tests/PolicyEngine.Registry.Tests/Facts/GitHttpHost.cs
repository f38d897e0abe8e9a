using Microsoft.AspNetCore.Http;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Serves the bare repositories of a folder by <c>git http-backend</c>, as a web server does by CGI.</summary>
internal static class GitHttpHost
{
    /// <summary>Starts it.</summary>
    public static async Task<OddServer> StartAsync(string folder)
    {
        var server = await OddServer.StartAsync();
        server.Instead = received => new Answer { By = context => ServeAsync(folder, received.Body, context) };
        return server;
    }

    private static async Task ServeAsync(string folder, string body, HttpContext context)
    {
        var request = context.Request;
        var variables = new Dictionary<string, string?>
        {
            ["GIT_PROJECT_ROOT"] = folder,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["GIT_PROTOCOL"] = request.Headers["Git-Protocol"],
            ["PATH_INFO"] = request.Path.Value,
            ["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?'),
            ["REQUEST_METHOD"] = request.Method,
            ["CONTENT_TYPE"] = request.ContentType,
            ["CONTENT_LENGTH"] = $"{body.Length}",
            ["REMOTE_ADDR"] = "127.0.0.1",
        };
        using var backend = TestProcess.Start("git", ["http-backend"], folder, variables, hasInput: true);
        var ended = await backend.FinishAsync(body, context.RequestAborted);
        var end = ended.Output.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        foreach (var line in ended.Output[..end].Split("\r\n"))
        {
            var (name, value) = (
                line[..line.IndexOf(':', StringComparison.Ordinal)],
                line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            );
            if (name == "Status")
            {
                context.Response.StatusCode = int.Parse(value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }

        await context.Response.WriteAsync(ended.Output[(end + 4)..], context.RequestAborted);
    }
}
