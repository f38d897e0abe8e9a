using System.Text;

namespace PolicyEngine.Cli.Terminal;

/// <summary>Takes the tokens of the environment out of texts that a user may paste into an issue. Immutable and thread-safe.</summary>
internal sealed class SecretMask
{
    private const int LeastLength = 4;
    private readonly string[] _secrets;

    /// <summary>Reads the tokens.</summary>
    public SecretMask(Func<string, string?> variable)
    {
        string?[] tokens = [variable("POLICYENGINE_TOKEN"), variable("GITHUB_TOKEN")];
        _secrets =
        [
            .. tokens
                .OfType<string>()
                .Select(t => t.Trim())
                .Where(t => t.Length >= LeastLength)
                .SelectMany(t => new[] { t, Convert.ToBase64String(Encoding.UTF8.GetBytes(t)), Uri.EscapeDataString(t) })
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(t => t.Length),
        ];
    }

    /// <summary>The text with <c>***</c> for each token, plain, in base64 or in a URL.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
