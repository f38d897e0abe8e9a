using System.Text.RegularExpressions;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What the sentences of several verdicts have in common: the same beginning and the reasons that stand in all, without the numbers of each.</summary>
internal sealed partial class SharedReason
{
    private string? _whole;
    private string? _lead;
    private List<string> _reasons = [];
    private bool _isOne = true;

    /// <summary>Takes one more sentence in.</summary>
    public void Add(string text)
    {
        if (text == _whole)
        {
            return;
        }

        var (lead, reasons) = Split(text);
        if (_whole is null)
        {
            (_whole, _lead, _reasons) = (text, lead, reasons);
            return;
        }

        _isOne = false;
        _lead = _lead == lead ? lead : null;
        _reasons = [.. _reasons.Where(reasons.Contains)];
    }

    /// <summary>The sentence that stands for all; null where nothing was taken in.</summary>
    /// <param name="rule">Who decided, where a rule or a protection did.</param>
    public string? Text(string? rule) => (_isOne, _lead, _reasons) switch
    {
        (true, _, _) => _whole,
        (_, { } lead, { Count: > 0 } reasons) => $"{lead}: {string.Join("; ", reasons)}.",
        (_, { } lead, _) => $"{lead}, for different reasons.",
        _ => rule is null ? "For different reasons." : $"By the rule '{rule}', for different reasons.",
    };

    private static (string Lead, List<string> Reasons) Split(string text)
    {
        var plain = Details().Replace(text.TrimEnd('.'), "");
        var colon = plain.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? (plain, []) : (plain[..colon], [.. plain[(colon + 2)..].Split("; ")]);
    }

    [GeneratedRegex(@" \([^()]*\)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Details();
}
