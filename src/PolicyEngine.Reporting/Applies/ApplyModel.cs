using PolicyEngine.Reporting.Plans;

namespace PolicyEngine.Reporting.Applies;

/// <summary>What the template of an apply's report sees as <c>report</c>; members are named
/// in snake_case there. Every text is escaped for Markdown and HTML already.</summary>
/// <param name="Headline">What was done in all repositories, in a phrase.</param>
/// <param name="IsRestore">Whether it undid an apply.</param>
/// <param name="Cancelled">Whether it was cancelled before its end.</param>
/// <param name="Totals">Counts over all repositories.</param>
/// <param name="Repositories">The repositories that are shown.</param>
/// <param name="RepositoriesLeftOut">Repositories that are not, since the report would be too long.</param>
internal sealed record ApplyModel(
    string Headline,
    bool IsRestore,
    bool Cancelled,
    ApplyTotalsModel Totals,
    IReadOnlyList<AppliedRepositoryModel> Repositories,
    string? RepositoriesLeftOut
);

/// <summary>Counts of steps, with thousands separated.</summary>
internal sealed record ApplyTotalsModel(
    string Done,
    string AlreadyGone,
    string Retained,
    string Spared,
    string NotAttempted,
    string Failed,
    string Reclaimed
);

/// <summary>One repository.</summary>
/// <param name="Name">The full name, as text.</param>
/// <param name="Headline">What was done, in a phrase.</param>
/// <param name="Status"><c>applied</c>, <c>stale</c>, <c>refused</c>, <c>incomplete</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it was not applied; null when it was.</param>
/// <param name="Counts">Its counts.</param>
/// <param name="Changes">What changed since the plan was made.</param>
/// <param name="Groups">The steps by what came of them: what needs attention comes first.</param>
/// <param name="Notes">What belongs to no step.</param>
/// <param name="Before">What the plan had proven; null where it was not looked at again.</param>
/// <param name="After">What was found afterwards; null if it was not checked.</param>
/// <param name="IsWhole">Whether everything that is kept was found.</param>
/// <param name="Missing">What should have stayed and was not found.</param>
internal sealed record AppliedRepositoryModel(
    string Name,
    string Headline,
    string Status,
    string? Reason,
    ApplyTotalsModel Counts,
    TableModel Changes,
    IReadOnlyList<ApplyGroupModel> Groups,
    IReadOnlyList<string> Notes,
    string? Before,
    string? After,
    bool IsWhole,
    TableModel Missing
);

/// <summary>The steps of one outcome.</summary>
/// <param name="Title">What came of them.</param>
/// <param name="IsOpen">Whether people have to look at it.</param>
/// <param name="Steps">The steps: <c>what</c>, <c>tags</c>, <c>digest</c> and <c>reason</c>.</param>
/// <param name="Count">How many there are, with the parts of images that have no rows of their own: <c>3 with 9 parts</c>.</param>
internal sealed record ApplyGroupModel(string Title, bool IsOpen, TableModel Steps, string Count);
