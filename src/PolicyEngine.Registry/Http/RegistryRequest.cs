using System.Collections.Immutable;
using System.Net;

namespace PolicyEngine.Registry.Http;

/// <summary>How far redirects of a request are followed. Only GET and HEAD follow any.</summary>
internal enum RedirectScope
{
    /// <summary>None: the redirect itself is the answer.</summary>
    None,

    /// <summary>Those that stay on scheme, host and port.</summary>
    SameOrigin,

    /// <summary>Any that the rules allow, without credentials once the origin is left.</summary>
    Any,
}

/// <summary>One request to a registry or to its token service.</summary>
internal sealed record RegistryRequest
{
    internal const int ManifestLimit = 8 * 1024 * 1024;

    /// <summary>The method.</summary>
    internal required HttpMethod Method { get; init; }

    /// <summary>The absolute URL.</summary>
    internal required Uri Uri { get; init; }

    /// <summary>The scope that it needs in the words of the token specification, or null: <c>repository:NAME:pull</c>.</summary>
    internal string? Scope { get; init; }

    /// <summary>The value of Accept.</summary>
    internal string Accept { get; init; } = "application/json";

    /// <summary>The value of Authorization: set by <see cref="RegistryHttp"/>, never sent to another origin.</summary>
    internal string? Authorization { get; init; }

    /// <summary>More headers, never sent to another origin.</summary>
    internal ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Makes the body afresh for each attempt.</summary>
    internal Func<HttpContent>? Content { get; init; }

    /// <summary>The greatest number of bytes of a successful answer; more is a failure.</summary>
    internal int BodyLimit { get; init; } = ManifestLimit;

    /// <summary>How far redirects are followed.</summary>
    internal RedirectScope Redirects { get; init; } = RedirectScope.SameOrigin;

    /// <summary>Whether a web page in place of the answer is a passing failure.
    /// Not where it says that the thing is missing.</summary>
    internal bool IsPageRefused { get; init; } = true;

    /// <summary>Whether anything else than JSON in place of the answer is a passing failure.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Whether sending it twice does no harm.</summary>
    internal bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head;
}

/// <summary>An answer, read completely. The status may be anything: what it means is the caller's to say.</summary>
internal sealed record RegistryResponse
{
    /// <summary>The status.</summary>
    internal required HttpStatusCode Status { get; init; }

    /// <summary>The URL that answered, after redirects.</summary>
    internal required Uri Uri { get; init; }

    /// <summary>Whether redirects led away from the origin that was asked, so that its challenges mean nothing.</summary>
    internal bool LeftOrigin { get; init; }

    /// <summary>The headers of the answer and of its content; names ignore case.</summary>
    internal required ILookup<string, string> Headers { get; init; }

    /// <summary>The body as it came, not decompressed.</summary>
    internal byte[] Body { get; init; } = [];

    /// <summary>What was sent to the server as a secret, and is not to be shown where the server repeats it.</summary>
    internal SentSecrets Secrets { get; init; } = new();

    /// <summary>How long the server lets nothing happen; null where it does not say "too many requests".</summary>
    internal TimeSpan? LimitedFor { get; init; }

    /// <summary>Whether that lasts longer than the time budget of the run.</summary>
    internal bool IsPastDeadline { get; init; }

    /// <summary>Whether the status is 2xx.</summary>
    internal bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The media type of the body without parameters, lower case; null where none is given.</summary>
    internal string? ContentType => Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The first value of a header.</summary>
    internal string? Header(string name) => Headers[name].FirstOrDefault();
}
