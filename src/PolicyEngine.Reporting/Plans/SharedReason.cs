using System.Text.RegularExpressions;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What several verdicts have in common: the same beginning and
/// the reasons that stand in all, without the numbers of each.</summary>
internal sealed partial class SharedReason
{
    /// <summary>Of parts that no rule speaks of, each names its own image: one sentence stands for all.</summary>
    public const string Needed = "Needed by an image that is kept.";

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

        var (lead, reasons) = OutlineOf(verdict);
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

    /// <summary>What the rule says of all: its reasons without its name; a sentence
    /// where no rule stands behind it. Null where nothing was taken in.</summary>
    /// <param name="rule">Who decided, where a rule or a protection did.</param>
    public string? Words(string? rule) =>
        (_lead, _reasons) switch
        {
            _ when _whole is null => null,
            (_, { Count: > 0 } reasons) => string.Join("; ", reasons),
            _ when _isOne && (rule is null || !_hasReasons) => _whole,
            ({ } lead, _) => _hasReasons ? "for different reasons" : $"{lead}.",
            _ => rule is null ? "For different reasons." : "for different reasons",
        };

    /// <summary>The place of an image in a count: <c>16 of 163</c>; null where it was not counted.</summary>
    public static string? RankOf(Verdict verdict) => Rank().Match(verdict.Text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>A plan that was read from a file has only sentences: what stands in parentheses is of one image.</summary>
    private static VerdictOutline OutlineOf(Verdict verdict)
    {
        if (verdict.Outline is { } outline)
        {
            return outline;
        }

        var text = Details().Replace(verdict.Text, "").TrimEnd('.');
        return verdict.Rule is not null && text.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? new VerdictOutline(text[..colon], [.. text[(colon + 2)..].Split("; ")])
            : new VerdictOutline(text, []);
    }

    [GeneratedRegex(@"\((\d+ of \d+(?: in [^()]{1,40})?)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rank();

    [GeneratedRegex(@" \([^()]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Details();
}
