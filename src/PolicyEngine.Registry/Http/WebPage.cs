using System.Net;

namespace PolicyEngine.Registry.Http;

/// <summary>
/// Tells the web pages that proxies and overloaded servers send with status 200 from what was asked for: everything that is read of a
/// registry is JSON, and no JSON begins like them. Pure.
/// </summary>
internal static class WebPage
{
    /// <summary>Whether an answer is one.</summary>
    internal static bool Is(RegistryResponse response)
    {
        var start = response.Body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        return response.Status == HttpStatusCode.OK && !start.IsEmpty && start[0] == (byte)'<';
    }
}
