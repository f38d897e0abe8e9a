using System.Collections.Concurrent;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Registry.Http;

/// <summary>Passes the Warning headers of a registry on, each text once (distribution-spec, "Warnings"). Thread-safe.</summary>
internal sealed class WarningLog(Action<string>? log)
{
    private const int Most = 100;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    internal void Take(RegistryResponse response)
    {
        if (log is null || _seen.Count >= Most)
        {
            return;
        }

        foreach (var header in response.Headers["Warning"])
        {
            // 299 - "text": no other code and agent is meant for users.
            var rest = header.AsSpan().Trim();
            if (!rest.StartsWith("299 - ", StringComparison.Ordinal))
            {
                continue;
            }

            rest = rest[6..].TrimStart();
            var text = Redaction.Show(response.Secrets.Hide(QuotedText.Read(ref rest, ",")));
            if (text.Length > 0 && _seen.TryAdd(text, true))
            {
                log($"{Redaction.Show(response.Uri.Authority)} warns: {text}");
            }
        }
    }
}
