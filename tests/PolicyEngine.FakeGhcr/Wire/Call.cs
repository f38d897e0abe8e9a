using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PolicyEngine.Fakes;

/// <summary>A request as the two APIs look at it: decoded segments (an
/// encoded slash stays within its segment) and the credentials.</summary>
internal sealed class Call
{
    public Call(HttpContext context)
    {
        Context = context;
        Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = Target.Split('?')[0];
        Segments = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        var header = context.Request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ');
        (Scheme, Credential) = space < 0 ? ("", "") : (header[..space], header[(space + 1)..]);
    }

    public HttpContext Context { get; }

    public string Method => Context.Request.Method;

    public string Target { get; }

    public string[] Segments { get; }

    public string Scheme { get; }

    public string Credential { get; }

    public string BaseUrl => $"{Context.Request.Scheme}://{Context.Request.Host}";

    /// <summary>The password of Basic, or the token of Bearer (base64 of it too, as ghcr.io takes it).</summary>
    public string? TokenValue(bool decodeBearer)
    {
        try
        {
            if (Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(Credential));
                return pair[(pair.IndexOf(':') + 1)..];
            }

            return Scheme.Length == 0 ? null
                : decodeBearer ? Encoding.UTF8.GetString(Convert.FromBase64String(Credential))
                : Credential;
        }
        catch (FormatException)
        {
            return "";
        }
    }

    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    public int QueryNumber(string name, int missing) => int.TryParse(Query(name), out var number) ? number : missing;
}
