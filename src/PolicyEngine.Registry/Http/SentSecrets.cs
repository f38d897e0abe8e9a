using System.Text;

namespace PolicyEngine.Registry.Http;

/// <summary>The secrets that were sent to a server, so that its errors, which may repeat a request, can be shown without them. Thread-safe.</summary>
internal sealed class SentSecrets
{
    /// <summary>Less is no secret, and would blacken words.</summary>
    private const int LeastLength = 4;

    /// <summary>The tokens that are remembered: one ends after minutes, and the next one takes its place.</summary>
    private const int Tokens = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _lasting = new(StringComparer.Ordinal);
    private readonly Queue<string[]> _passing = new();
    private volatile string? _last;

    /// <summary>Remembers what a value of Authorization holds: its parameter, what that is the base64 of, and the base64 of each.</summary>
    internal void RememberAuthorization(string authorization)
    {
        if (ReferenceEquals(authorization, _last))
        {
            return;
        }

        var parameter = authorization[(authorization.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim();
        var decoded = Decode(parameter);
        lock (_gate)
        {
            if (decoded is null)
            {
                _passing.Enqueue([.. Forms(parameter)]);
                _ = _passing.Count > Tokens ? _passing.Dequeue() : null;
            }
            else
            {
                _lasting.UnionWith([.. Forms(parameter), .. Forms(decoded), .. Forms(decoded[(decoded.IndexOf(':', StringComparison.Ordinal) + 1)..])]);
            }
        }

        _last = authorization;
    }

    /// <summary>Remembers a secret that goes in the body of a request.</summary>
    internal void Remember(string secret)
    {
        lock (_gate)
        {
            _lasting.UnionWith(Forms(secret));
        }
    }

    /// <summary>The text with <c>***</c> in the place of each secret.</summary>
    internal string Hide(string text)
    {
        lock (_gate)
        {
            // The longest first, since one may be a part of another.
            return _lasting.Concat(_passing.SelectMany(forms => forms)).OrderByDescending(secret => secret.Length)
                .Aggregate(text, (shown, secret) => shown.Replace(secret, "***", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Forms(string secret) =>
        new[] { secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret) }.Where(form => secret.Length >= LeastLength).Distinct(StringComparer.Ordinal);

    /// <summary>What a text is the base64 of; null where that is no text.</summary>
    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 && !bytes.AsSpan(0, length).ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? Encoding.ASCII.GetString(bytes, 0, length) : null;
    }
}
