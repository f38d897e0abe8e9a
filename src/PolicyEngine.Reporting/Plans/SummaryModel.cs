namespace PolicyEngine.Reporting.Plans;

/// <summary>What a template sees as <c>report.summary</c>: what people look at
/// first. Every text is Markdown; what registries say is escaped in it.</summary>
/// <param name="Icon">A sign for how it went.</param>
/// <param name="Headline">What was done, else what would be; what went wrong comes first.</param>
/// <param name="Alerts">What stands above all numbers: what failed, was refused or is left.</param>
/// <param name="Overview">One row for each of several repositories, worst first; null for one.</param>
/// <param name="Sections">The repositories, worst first.</param>
/// <param name="SectionsLeftOut">Repositories that are not shown, since the report would be too long; null for none.</param>
/// <param name="Undo">How to undo what was done; null where nothing was.</param>
/// <param name="Made">When and from which policies the plan was made.</param>
internal sealed record SummaryModel(
    string Icon,
    string Headline,
    IReadOnlyList<AlertModel> Alerts,
    OverviewModel? Overview,
    IReadOnlyList<SectionModel> Sections,
    string? SectionsLeftOut,
    string? Undo,
    string Made
);

/// <summary>A block that stands out.</summary>
/// <param name="Kind"><c>CAUTION</c>, <c>WARNING</c> or <c>NOTE</c>.</param>
/// <param name="Text">What is the matter.</param>
/// <param name="Ways">The ways on; may be empty.</param>
internal sealed record AlertModel(string Kind, string Text, IReadOnlyList<string> Ways);

/// <summary>The table of several repositories.</summary>
/// <param name="Rows">Rows, worst first.</param>
/// <param name="LeftOut">What the other repositories are; null for none.</param>
internal sealed record OverviewModel(IReadOnlyList<OverviewRow> Rows, string? LeftOut);

/// <summary>One repository of several.</summary>
internal sealed record OverviewRow(string Icon, string Name, string Outcome, string Deleted, string Kept, string Bytes);

/// <summary>One repository.</summary>
/// <param name="Name">The name, linked to its page.</param>
/// <param name="Icon">A sign for how it went.</param>
/// <param name="Title">The name as HTML, for a summary of what is folded.</param>
/// <param name="IsFolded">Whether nobody has to look at it, among several repositories.</param>
/// <param name="Headline">What was done there, else what would be.</param>
/// <param name="Alerts">What went wrong there, and the ways on.</param>
/// <param name="Rules">A row for each rule and protection.</param>
/// <param name="RulesLeftOut">Rows that are not shown; null for none.</param>
/// <param name="Findings">What needs a person.</param>
/// <param name="Notes">What is good to know.</param>
/// <param name="Details">Lists of images, to be folded.</param>
/// <param name="Proof">What was proven or found.</param>
internal sealed record SectionModel(
    string Name,
    string Icon,
    string Title,
    bool IsFolded,
    string Headline,
    IReadOnlyList<AlertModel> Alerts,
    IReadOnlyList<RuleModel> Rules,
    string? RulesLeftOut,
    IReadOnlyList<FindingModel> Findings,
    IReadOnlyList<FindingModel> Notes,
    IReadOnlyList<DetailModel> Details,
    string? Proof
);

/// <summary>What one rule or protection does.</summary>
internal sealed record RuleModel(string Icon, string Heading, string Place, string Images, string Manifests, string Bytes, string Tags);

/// <summary>The findings of one kind.</summary>
/// <param name="Icon">A sign for the severity.</param>
/// <param name="Title">What kind.</param>
/// <param name="Id">The id, as code.</param>
/// <param name="Help">The way out.</param>
/// <param name="Messages">Each one.</param>
/// <param name="LeftOut">How many are not shown; null for none.</param>
internal sealed record FindingModel(string Icon, string Title, string Id, string Help, IReadOnlyList<string> Messages, string? LeftOut);

/// <summary>A list of images.</summary>
/// <param name="Title">What they are, with their number.</param>
/// <param name="IsOpen">Whether somebody has to look at it.</param>
/// <param name="HasReasons">Whether each row says why.</param>
/// <param name="Rows">The images, newest first.</param>
/// <param name="LeftOut">A sentence on what is not shown; null where all is.</param>
internal sealed record DetailModel(string Title, bool IsOpen, bool HasReasons, IReadOnlyList<ImageModel> Rows, string? LeftOut);

/// <summary>One image.</summary>
/// <param name="Name">Its tags, linked to its page, with the short digest.</param>
/// <param name="Age">How old it is.</param>
/// <param name="Bytes">The bytes of it and of all that goes with it.</param>
/// <param name="Rule">The rule that decided, with the rank.</param>
/// <param name="Parts">What goes with it: <c>4 platforms, 4 attestations</c>.</param>
/// <param name="Why">A sentence, where each image has its own.</param>
internal sealed record ImageModel(string Name, string Age, string Bytes, string Rule, string Parts, string Why);
