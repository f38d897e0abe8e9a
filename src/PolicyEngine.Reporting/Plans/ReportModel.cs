namespace PolicyEngine.Reporting.Plans;

/// <summary>What a template sees as <c>report</c>; members are named in snake_case
/// there. Every text is escaped for Markdown and HTML already.</summary>
/// <param name="Now">The plan's time.</param>
/// <param name="Policies">The policies: path and name in one phrase.</param>
/// <param name="Totals">What happens in all repositories.</param>
/// <param name="RepositoriesLeftOut">Repositories that are not shown, since the report would be too long.</param>
/// <param name="HasChanges">Whether anything is deleted or untagged.</param>
/// <param name="Summary">What people look at first, of the plan and of what was done of it.</param>
internal sealed record ReportModel(
    string Now,
    IReadOnlyList<string> Policies,
    TotalsModel Totals,
    string? RepositoriesLeftOut,
    bool HasChanges,
    SummaryModel Summary
)
{
    private readonly Lazy<IReadOnlyList<RepositoryModel>> _repositories = new(() => []);

    /// <summary>The repositories that are shown, with a row for every manifest. They are made when a template asks for them.</summary>
    public IReadOnlyList<RepositoryModel> Repositories => _repositories.Value;

    /// <summary>Makes <see cref="Repositories"/>.</summary>
    public required Func<IReadOnlyList<RepositoryModel>> MakeRepositories
    {
        init => _repositories = new Lazy<IReadOnlyList<RepositoryModel>>(value);
    }
}

/// <summary>Counts, with thousands separated; sizes with their unit.</summary>
internal sealed record TotalsModel(
    string Repositories,
    string Delete,
    string Untag,
    string Retain,
    string Keep,
    string Reclaimed,
    int Incomplete,
    int Refused,
    int Findings
);

/// <summary>One repository.</summary>
/// <param name="Name">The full name, as text.</param>
/// <param name="Headline">What happens, in a phrase.</param>
/// <param name="Status"><c>planned</c>, <c>incomplete</c> or <c>refused</c>.</param>
/// <param name="Reason">Why it is not planned; null when it is.</param>
/// <param name="UntaggedHidden">Whether the registry hides untagged manifests.</param>
/// <param name="DeletesPackage">Whether the whole package goes.</param>
/// <param name="IsProposed">Whether a limit refused the plan: what is shown would happen without the limit.</param>
/// <param name="Counts">Its counts; of a plan that a limit refused, those that it would have had.</param>
/// <param name="Deleted">What is deleted, in the order of deletion.</param>
/// <param name="Untagged">Tags that are removed.</param>
/// <param name="Retained">What the registry does not let go.</param>
/// <param name="Kept">What is kept, by reason.</param>
/// <param name="Parts">What stays as a part of something: children, attestations, referrers.</param>
/// <param name="Findings">What to look at, the most severe first.</param>
/// <param name="Proof">The proof line; null when not planned.</param>
internal sealed record RepositoryModel(
    string Name,
    string Headline,
    string Status,
    string? Reason,
    bool UntaggedHidden,
    bool DeletesPackage,
    bool IsProposed,
    TotalsModel Counts,
    TableModel Deleted,
    TableModel Untagged,
    TableModel Retained,
    TableModel Kept,
    TableModel Parts,
    TableModel Findings,
    string? Proof
);

/// <summary>A list that may be cut.</summary>
/// <param name="Count">All rows, with thousands separated.</param>
/// <param name="Rows">The rows that are shown: objects with the members of <see cref="RowModel"/>.</param>
/// <param name="LeftOut">The rows that are not, with thousands separated; null when all are shown.</param>
internal sealed record TableModel(string Count, IReadOnlyList<RowModel> Rows, string? LeftOut);

/// <summary>A row of any of the tables; what does not apply is empty.</summary>
/// <param name="Digest">The digest as code, linked to its page on GitHub where there is one.</param>
/// <param name="Tags">The tags as code, or <c>untagged</c>.</param>
/// <param name="What">Kind or role, with the platform or artifact type.</param>
/// <param name="Size">The bytes of the document, the config and the layers, with their unit.</param>
/// <param name="Age">How old, and by which time.</param>
/// <param name="Paths">The ways from a tag, without the digest itself, or that there
/// is none; of a part that is kept only those from tags that are kept.</param>
/// <param name="Reason">The verdict's sentence, or the finding's message.</param>
/// <param name="Rule">The rule's id, or the finding's.</param>
/// <param name="Source">The place in the policy.</param>
/// <param name="Count">For a group: how many images and parts.</param>
/// <param name="Severity">For a finding: <c>error</c>, <c>warning</c>, <c>info</c>.</param>
internal sealed record RowModel(
    string Digest = "",
    string Tags = "",
    string What = "",
    string Size = "",
    string Age = "",
    string Paths = "",
    string Reason = "",
    string Rule = "",
    string Source = "",
    string Count = "",
    string Severity = ""
);
