using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using PolicyEngine.Evaluation;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Planning;

/// <summary>Puts reasons into words: the rule, its line, and a sentence. Decides nothing.
/// Verdicts may be asked for from any thread; the rest is not thread-safe.</summary>
internal sealed class VerdictWriter(RepositoryEvaluation evaluation)
{
    internal const string GraceRule = "settings.grace";
    internal const string UnmatchedRule = "settings.unmatched";

    /// <summary>Why a notice is kept that another one has taken the place of.</summary>
    internal const string OldNoticeText = "An old notice of announced deletions, which no rule matches.";

    /// <summary>Why a notice is kept.</summary>
    internal const string NoticeText = "The notice of announced deletions, which no rule matches.";
    private readonly DigestGraph _graph = evaluation.Graph;
    private readonly Lock _gate = new();
    private string? _mayBePiece;

    /// <summary>What is put into words.</summary>
    public RepositoryEvaluation Evaluation => evaluation;

    /// <summary>What finds the reasons.</summary>
    public ReasonFinder Reasons { get; } = new(evaluation);

    /// <summary>The verdict of a manifest that is deleted.</summary>
    public Verdict OfDeleted(NodeId node) => Write(Reasons.OfDeleted, node);

    /// <summary>The verdict of a manifest that the registry refuses to delete.</summary>
    public Verdict OfRetained(NodeId node) => Write(Reasons.OfRetained, node);

    /// <summary>The verdict of a manifest that is kept.</summary>
    public Verdict OfKept(NodeId node) => Write(Reasons.OfKept, node);

    /// <summary>The verdict of a tag that is removed.</summary>
    public Verdict OfUntagged(TagId tag) => Write(Reasons.OfUntagged, tag);

    /// <summary>The image whose fate a manifest shares: itself for an image, and for what no image stands behind.</summary>
    public NodeId OwnerOf(NodeId node)
    {
        lock (_gate)
        {
            return _graph.Roots.Contains(node) || Reasons.OwnerOf(node) is not { Value: >= 0 } owner ? node : owner;
        }
    }

    /// <summary>Why the registry refuses to delete a manifest.</summary>
    public string RetainedBecause(NodeId node) => RetainedBecause(_graph.IsLocked(node));

    private static string RetainedBecause(bool isLocked) =>
        isLocked ? "the registry has locked it" : "GitHub refuses to delete the last tagged version of a package";

    /// <summary>Rows of a plan ask when somebody looks at them, which may be
    /// many threads at once; what finds reasons keeps what it found.</summary>
    private Verdict Write<TId>(Func<TId, Reason> find, TId id)
    {
        lock (_gate)
        {
            return Write(find(id));
        }
    }

    private Verdict Write(Reason reason) =>
        reason switch
        {
            Reason.Leftover { Part: var part } => new Verdict(
                reason.Kind,
                part.Rule,
                part.Source,
                $"An earlier run began to delete its image{(part.Rule is { } rule ? $", by the rule '{rule}'" : "")} and did not finish."
            ),
            Reason.ByRule by => By(
                by.Kind,
                by.Rule,
                $"The rule '{by.Rule.Id}' {Verb(by)}",
                WithFacts(Words(by.Reading), by.Rule.Match, by.Node)
            ),
            Reason.UntaggedByRule by => By(
                by.Kind,
                by.Rule,
                $"The rule '{by.Rule.Id}' removes the tag",
                WithFacts(Words(by.Reading), by.Rule.Match, by.Node),
                " The image is kept."
            ),
            Reason.UnmatchedDeleted unmatched => Setting(
                unmatched.Kind,
                "unmatched",
                $"{NoRuleSelects(unmatched.KeepRuleSelects)}, and 'unmatched: delete' deletes what no delete rule selects"
            ),
            Reason.DeletedWith with => Write(with.OfRoot) with
            {
                Kind = with.Kind,
                Text = $"Deleted with {NodeName.Of(_graph, with.Root)}: nothing that is kept needs it.",
                Outline = null,
            },
            Reason.Retained retained => Retain(retained, Write(retained.Otherwise)),
            Reason.ProtectedBy { Protection: var protection } by => Plain(
                reason.Kind,
                $"Protected by '{protection.Name}'",
                Facts(protection.Predicate, by.Node) is { } facts ? $": {facts}" : ""
            ) with
            {
                Rule = protection.Name,
                Source = protection.Location.ToString(),
            },
            Reason.NeededByReferrer needed => Plain(
                needed.Kind,
                $"Needed by {NodeName.Of(_graph, needed.Referrer)}, which is kept: "
                    + $"{RegistryVendors.DeletesReferrers(_graph.Info.KnownVendor)} deletes referrers with their "
                    + $"subject"
            ),
            Reason.NeededBy needed => Plain(needed.Kind, $"Needed by {NodeName.Of(_graph, needed.Owner)}, which is kept"),
            Reason.NotRead unread => Plain(unread.Kind, $"{WhyUnknown(unread.Node)}, so it is kept"),
            Reason.MayBeNeeded => Plain(reason.Kind, $"{MayBePiece}, so it is kept"),
            Reason.UnknownAge => Setting(reason.Kind, "grace", "Its age is unknown, so it is kept: it could be inside the grace period"),
            Reason.Announced announced => Announce(announced, Write(announced.OfGoing)),
            Reason.InGrace young => Setting(
                young.Kind,
                "grace",
                $"It is inside the grace period of {Duration.Describe(evaluation.Policy.Settings.Grace)}",
                $" ({AgeText(young.Node)})"
            ),
            Reason.PartlyMatched matched => By(
                matched.Kind,
                matched.Rule,
                "Partly matched",
                [
                    new(
                        $"the rule '{matched.Rule.Id}' "
                            + $"{(matched.Condemned.IsEmpty ? "removes tags" : $"condemns {TagList(matched.Condemned)}")}, "
                            + $"but {TagList(matched.Holding)} would be kept"
                    ),
                ]
            ),
            Reason.Notice { Kind: VerdictKind.Follows } => Plain(reason.Kind, "Deleted with the package: a notice is not an image"),
            Reason.Notice { IsCurrent: true } => new Verdict(reason.Kind, null, null, NoticeText),
            Reason.Notice => new Verdict(reason.Kind, null, null, OldNoticeText),
            Reason.OrphanKept => Plain(reason.Kind, "An orphaned referrer: its subject is absent, and no rule deletes orphans"),
            Reason.Unmatched unmatched => Plain(
                unmatched.Kind,
                unmatched.DisabledRule is { } disabled
                    ? $"{NoRuleSelects(unmatched.KeepRuleSelects)}; '{disabled}' would, but is disabled"
                    : NoRuleSelects(unmatched.KeepRuleSelects)
            ),
            _ => throw new UnreachableException(reason.GetType().Name),
        };

    private static Verdict Retain(Reason.Retained retained, Verdict otherwise)
    {
        var because = RetainedBecause(retained.IsLocked);
        return otherwise with
        {
            Kind = retained.Kind,
            Text = $"{char.ToUpperInvariant(because[0])}{because[1..]}. Otherwise: {otherwise.Text}",
            Outline = null,
        };
    }

    /// <summary>The words are those of the deletion; only the date is new.</summary>
    private static Verdict Announce(Reason.Announced announced, Verdict otherwise) =>
        otherwise with
        {
            Kind = announced.Kind,
            Text =
                $"Announced on {AnnouncedFindings.Day(announced.Announcement.Since)}, to be deleted on "
                + $"{AnnouncedFindings.Day(announced.Announcement.Due)} or later. {otherwise.Text}",
        };

    private static string Verb(Reason.ByRule by) =>
        by.Kind switch
        {
            VerdictKind.Condemned => "deletes it",
            VerdictKind.Spared => "spares it",
            VerdictKind.Kept => "keeps it",
            VerdictKind.LeftOut or VerdictKind.UnknownAge => "leaves it out",
            _ => throw new UnreachableException(by.Kind.ToString()),
        };

    private static string NoRuleSelects(bool keepRuleSelects) =>
        keepRuleSelects ? "No delete rule selects it, and no keep rule keeps it" : "No rule selects it";

    private string TagList(ImmutableArray<TagId> tags) => ShortList.Of(tags.Select(t => $"'{_graph.TagText(t)}'"), 10);

    /// <summary>What the criteria of a rule say of an image, one by one.</summary>
    private ImmutableArray<ReasonWords> Words(Reading reading) =>
        reading switch
        {
            Reading.AgeUnknown => [new("its age is unknown")],
            Reading.SelectedPerhaps => [new("too little is known about it to say whether the rule selects it")],
            Reading.NoKey { OrderBy.Key: RankKey.Semver or RankKey.Version } => [new("none of its selected tags is a version")],
            Reading.NoKey { OrderBy: { Captured: not null } order } => [new($"none of its selected tags has a {order.KeyText}")],
            Reading.NoKey => [new("it has no tag to order by")],
            Reading.All => [new("all that it selects")],
            Reading.Ended { Latest: var end } =>
            [
                new("the end that it states has passed", string.Create(CultureInfo.InvariantCulture, $" ({end:yyyy-MM-dd HH:mm} UTC)")),
            ],
            Reading.SharedPlace shared => Shared(shared),
            Reading.Measured { Measures: var measures } => [.. measures.Select(Words)],
            _ => throw new UnreachableException(reading.GetType().Name),
        };

    /// <summary>The facts that a match goes by, behind what the criteria say.</summary>
    private ImmutableArray<ReasonWords> WithFacts(ImmutableArray<ReasonWords> words, Predicate? match, NodeId node) =>
        Facts(match, node) is { } facts
            ? words.SetItem(words.Length - 1, words[^1] with { Detail = $"{words[^1].Detail}; {facts}" })
            : words;

    private string? Facts(Predicate? match, NodeId node)
    {
        string[] told =
        [
            .. match?.SelfAndParts().Select(p => p.Tell(evaluation.Context, node)).OfType<string>().Distinct(StringComparer.Ordinal) ?? [],
        ];
        return told.Length == 0 ? null : string.Join("; ", told);
    }

    private ImmutableArray<ReasonWords> Shared(Reading.SharedPlace shared)
    {
        var ofPlace = Words(shared.OfPlace);
        return
        [
            ofPlace[0] with
            {
                Text = $"it shares the place of {NodeName.Of(_graph, shared.Leader)}: {ofPlace[0].Text}",
            },
            .. ofPlace[1..],
        ];
    }

    private ReasonWords Words(Measure measure) =>
        measure.Criterion switch
        {
            BoundLimit limit => new(
                limit.Describe(measure.Holds),
                $" ({(limit.NeedsPullTimes ? PullText(measure.Node) : AgeText(measure.Node))})"
            ),
            BoundCalendar calendar => CalendarWords(calendar, measure),
            _ => new(measure.Criterion.Describe(measure.Holds), measure.Ranks is { } ranks ? RankText(ranks) : ""),
        };

    private static ReasonWords CalendarWords(BoundCalendar calendar, Measure measure)
    {
        var (text, detail) = calendar.Describe(measure.Calendar ?? [], measure.Holds);
        return new(text, detail) { Outline = calendar.Describe(measure.Holds) };
    }

    /// <summary>The last pull of a manifest, or what counts for it: <c>pulled
    /// 40 days ago</c>, <c>never pulled, pushed 40 days ago</c>.</summary>
    private string PullText(NodeId node) =>
        evaluation.Context.PulledTicks(node) is var ticks and > 0
            ? $"pulled {Duration.Describe(TimeSpan.FromTicks(Math.Max(0, evaluation.Context.Now.UtcTicks - ticks)))} ago"
            : $"never pulled, {AgeText(node)}";

    private static string RankText(IReadOnlyList<(string Group, int Rank, int Count)> ranks) =>
        ranks.Count == 0
            ? " (not counted)"
            : " ("
                + string.Join(
                    ", ",
                    ranks.Select(r =>
                        r.Group.Length == 0
                            ? string.Create(CultureInfo.InvariantCulture, $"{r.Rank} of {r.Count}")
                            : string.Create(CultureInfo.InvariantCulture, $"{r.Rank} of {r.Count} in {r.Group}")
                    )
                )
                + ")";

    /// <summary>The age of a manifest and where it comes from: <c>pushed 40 days ago</c>.</summary>
    public string AgeText(NodeId node) => AgeWords.Of(evaluation.Context, node);

    /// <summary>What may need a manifest: <c>It may be a part of pr-7 (sha256:0123456789ab), which was not read</c>.</summary>
    public string MayBePiece => _mayBePiece ??= DescribeHiding();

    private string DescribeHiding()
    {
        var (first, count) = (NodeId.None, evaluation.Hiding.Count);
        foreach (var node in evaluation.Hiding)
        {
            // What is gone holds less.
            first = first < 0 || (IsGone(first) && !IsGone(node)) ? node : first;
        }

        var name = NodeName.Of(_graph, first);
        var (one, more) = IsGone(first)
            ? ("whose manifest is missing", "whose manifests are missing")
            : ("which was not read", "which were not read");
        return count == 1
            ? $"It may be a part of {name}, {one}"
            : string.Create(CultureInfo.InvariantCulture, $"It may be a part of {name}, or of {count - 1} more, {more}");
    }

    /// <summary>Why nobody knows what an unread manifest needs, as the beginning of a sentence.</summary>
    public string WhyUnknown(NodeId node) =>
        $"{(IsGone(node) ? "Its manifest is missing" : "It has not been read")}: what it needs is unknown";

    private bool IsGone(NodeId node) => _graph.Info.IsListedButGone(_graph.TextOf(node));

    private static Verdict By(VerdictKind kind, Rule rule, string lead, ImmutableArray<ReasonWords> reasons, string end = "") =>
        new(kind, rule.Id, rule.Location.ToString(), $"{lead}: {string.Join("; ", reasons.Select(r => r.Text + r.Detail))}.{end}")
        {
            Outline = new VerdictOutline(lead, [.. reasons.Select(r => r.Outline ?? r.Text)]),
        };

    private Verdict Setting(VerdictKind kind, string setting, string lead, string detail = "") =>
        Plain(kind, lead, detail) with
        {
            Rule = "settings." + setting,
            Source = evaluation.Policy.PlaceOf(setting).ToString(),
        };

    private static Verdict Plain(VerdictKind kind, string lead, string detail = "") =>
        new(kind, null, null, $"{lead}{detail}.") { Outline = new VerdictOutline(lead, []) };
}

/// <summary>One reason in words.</summary>
/// <param name="Text">What it says of any image.</param>
/// <param name="Detail">The numbers of this one, in parentheses after a blank; empty for none.</param>
internal readonly record struct ReasonWords(string Text, string Detail = "")
{
    /// <summary>Where the text itself is of this image: what it says of any image.</summary>
    public string? Outline { get; init; }
}
