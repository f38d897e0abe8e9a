using System.Collections.Immutable;

namespace PolicyEngine.Announcing;

/// <summary>Since when something is announced, and when it is due. Immutable.</summary>
/// <param name="Rules">The rules that have condemned it in every run since: the path of the policy, <c>#</c>, the id. Ordinal
/// order.</param>
/// <param name="Since">The time of the first run that announced it.</param>
/// <param name="Due">The time from which a run deletes it.</param>
/// <param name="IsDue">Whether that time has come.</param>
public sealed record Announcement(ImmutableArray<string> Rules, DateTimeOffset Since, DateTimeOffset Due, bool IsDue)
{
    /// <summary>A rule as a notice names it.</summary>
    /// <param name="path">The path of its policy.</param>
    /// <param name="id">Its id.</param>
    public static string RuleOf(string path, string id) => $"{path}#{id}";

    /// <summary>The path of the policy of a rule that a notice names.</summary>
    public static string PathOf(string rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule[..Math.Max(0, rule.LastIndexOf('#'))];
    }
}
