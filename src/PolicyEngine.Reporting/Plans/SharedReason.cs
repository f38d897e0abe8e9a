using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What several verdicts have in common: the same beginning and the reasons that stand in all, without the numbers of each.</summary>
internal sealed class SharedReason
{
    private string? _whole;
    private string? _lead;
    private bool _hasReasons;
    private List<string> _reasons = [];
    private bool _isOne = true;

    /// <summary>Takes one more verdict in.</summary>
    public void Add(Verdict verdict)
    {
        if (verdict.Text == _whole)
        {
            return;
        }

        var (lead, reasons) = (verdict.Outline?.Lead ?? verdict.Text.TrimEnd('.'), verdict.Outline?.Reasons ?? []);
        _hasReasons |= !reasons.IsEmpty;
        if (_whole is null)
        {
            (_whole, _lead, _reasons) = (verdict.Text, lead, [.. reasons]);
            return;
        }

        _isOne = false;
        _lead = _lead == lead ? lead : null;
        _reasons = [.. _reasons.Where(reason => reasons.Contains(reason))];
    }

    /// <summary>The sentence that stands for all; null where nothing was taken in.</summary>
    /// <param name="rule">Who decided, where a rule or a protection did.</param>
    public string? Text(string? rule) => (_isOne, _lead, _reasons) switch
    {
        (true, _, _) => _whole,
        (_, { } lead, { Count: > 0 } reasons) => $"{lead}: {string.Join("; ", reasons)}.",
        (_, { } lead, _) => _hasReasons ? $"{lead}, for different reasons." : $"{lead}.",
        _ => rule is null ? "For different reasons." : $"By the rule '{rule}', for different reasons.",
    };
}
