using System.Text;

namespace PolicyEngine.Registry.Http;

/// <summary>The secrets that were sent to a server, so that its errors, which
/// may repeat a request, can be shown without them. Thread-safe.</summary>
internal sealed class SentSecrets
{
    /// <summary>Less is not a secret, and would blacken words.</summary>
    private const int LeastLength = 4;

    /// <summary>The tokens that are remembered: more than are on their way at
    /// once. One ends after minutes, and the next one takes its place.</summary>
    private const int Tokens = 128;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _lasting = new(StringComparer.Ordinal);

    /// <summary>The forms of each token, the one that was sent last at the end.</summary>
    private readonly List<string[]> _passing = [];
    private volatile string? _last;

    /// <summary>Remembers what a value of Authorization holds: its parameter, what that is the base64 of, and the base64 of each.</summary>
    internal void RememberAuthorization(string authorization)
    {
        if (ReferenceEquals(authorization, _last))
        {
            return;
        }

        var space = authorization.IndexOf(' ', StringComparison.Ordinal);
        var parameter = authorization[(space + 1)..].Trim();
        lock (_gate)
        {
            if (space > 0 && authorization.AsSpan(0, space).Equals("Basic", StringComparison.OrdinalIgnoreCase))
            {
                _lasting.UnionWith(FormsOfAll(parameter));
            }
            else
            {
                var known = _passing.FindIndex(forms => forms[0] == parameter);
                string[] forms = known < 0 ? [parameter, .. FormsOfAll(parameter)] : _passing[known];
                if (known >= 0 || _passing.Count == Tokens)
                {
                    _passing.RemoveAt(Math.Max(known, 0));
                }

                _passing.Add(forms);
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
            return _lasting
                .Concat(_passing.SelectMany(forms => forms))
                .Where(secret => secret.Length >= LeastLength)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(secret => secret.Length)
                .Aggregate(text, (shown, secret) => shown.Replace(secret, "***", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> FormsOfAll(string parameter) =>
        Decode(parameter) is not { } decoded
            ? Forms(parameter)
            : [.. Forms(parameter), .. Forms(decoded), .. Forms(decoded[(decoded.IndexOf(':', StringComparison.Ordinal) + 1)..])];

    /// <summary>The ways in which a secret is written; none of a short one.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        if (secret.Length < LeastLength)
        {
            return [];
        }

        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        return new[] { secret, base64, Uri.EscapeDataString(secret) }
            .SelectMany(form => new[] { form, form.TrimEnd('='), ForUrl(form), ForUrl(form).TrimEnd('=') })
            .Where(form => form.Length >= LeastLength);
    }

    /// <summary>Base64 as it is written in URLs.</summary>
    private static string ForUrl(string base64) => base64.Replace('+', '-').Replace('/', '_');

    /// <summary>What a text is the base64 of; null where that is not a text.</summary>
    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return
            Convert.TryFromBase64String(text, bytes, out var length)
            && length > 0
            && !bytes.AsSpan(0, length).ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? Encoding.ASCII.GetString(bytes, 0, length)
            : null;
    }
}
