using System.Collections.Immutable;
using PolicyEngine.Applying;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Makes the section of one repository.</summary>
/// <param name="outcome">The repository.</param>
/// <param name="now">The time of the plan.</param>
/// <param name="options">How.</param>
/// <param name="links">Shows places in policies.</param>
/// <param name="isOnly">Whether it is the only repository of the report.</param>
internal sealed class SectionBuilder(RepositoryOutcome outcome, DateTimeOffset now, ReportOptions options, SourceLinks links, bool isOnly)
{
    private const int MaxName = 200;
    private const int MostTags = 4;
    private const int MostMessages = 5;

    /// <summary>Nobody reads more rows than this; all stand in the JSON plan and on the page.</summary>
    private const int MostRows = 1000;

    /// <summary>Rules and protections that select nothing have a row among the others.</summary>
    private static readonly ImmutableArray<string> s_idle =
    [
        PlanDiagnostics.ProtectionSelectsNothing.Id,
        PlanDiagnostics.RuleSelectsNothing.Id,
    ];

    private readonly RepositoryPlan _plan = outcome.Rows.Plan;
    private readonly string? _page = PackagePage.Of(outcome.Plan);

    /// <summary>Makes it.</summary>
    /// <param name="limits">How much is shown.</param>
    /// <param name="rows">The rows of images that are left.</param>
    public SectionModel Build(ReportLimits limits, int rows)
    {
        var name = MarkdownText.Code(_plan.Info.FullName, MaxName);
        var rules = Rules().ToList();
        var findings = _plan.Findings.Where(finding => !finding.Decides && !s_idle.Contains(finding.Id)).ToList();
        return new SectionModel(
            _page is null ? name : $"[{name}]({_page})",
            SummaryBuilder.IconOf(outcome, outcome.Applied?.Count(ApplyOutcome.Done) > 0),
            MarkdownText.HtmlCode(_plan.Info.FullName, MaxName),
            !isOnly && outcome.Rank <= OutcomeRank.Noted,
            MarkdownText.Escape(Sentences.Capital(outcome.Problem ?? outcome.Did)),
            [.. Alerts(limits.Notes)],
            [.. rules.Take(limits.Notes)],
            rules.Count > limits.Notes ? PlanWording.Number(rules.Count - limits.Notes) : null,
            [.. Findings(findings.Where(finding => finding.Severity >= DiagnosticSeverity.Warning)).Take(limits.Notes)],
            [.. Findings(findings.Where(finding => finding.Severity < DiagnosticSeverity.Warning)).Take(limits.Notes)],
            [.. Details(rows)],
            Proof()
        );
    }

    private IEnumerable<RuleModel> Rules()
    {
        foreach (var group in outcome.Rows.Groups)
        {
            var done =
                outcome.IsApplied && group.Effect == GroupEffect.Delete
                    ? group.Rows.Where(row => RepositoryOutcome.IsGone(outcome.StepOf(row.Root.Digest))).ToList()
                    : null;
            yield return new RuleModel(
                IconOf(group),
                Sentences.Capital(group.Heading(text => $"**{MarkdownText.Escape(text, MaxName)}**", text => MarkdownText.Escape(text))),
                links.Markdown(group.Source),
                done is null ? PlanWording.Number(group.Images) : Sentences.Of(done.Count, group.Images),
                group.Effect == GroupEffect.Untag ? ""
                    : done is null ? PlanWording.Number(group.Manifests)
                    : Sentences.Of(done.Sum(row => row.Manifests), group.Manifests),
                group.Effect == GroupEffect.Untag
                    ? ""
                    : (done is null || done.Count == group.Images ? "" : $"{Size(done.Sum(row => row.Bytes))} of ") + Size(group.Bytes),
                group.Names(MostTags, tag => MarkdownText.Code(tag, MaxName))
            );
        }

        foreach (var finding in _plan.Findings.Where(finding => s_idle.Contains(finding.Id)))
        {
            yield return new RuleModel(
                "🟡",
                MarkdownText.Escape(finding.Message.TrimEnd('.')),
                links.Markdown(finding.Source),
                "0",
                "",
                "",
                ""
            );
        }
    }

    private static string IconOf(RuleGroup group) =>
        (group.Effect, group.Kind) switch
        {
            (GroupEffect.Delete, _) => "🧹",
            (GroupEffect.Untag, _) => "🔖",
            (GroupEffect.Retain, _) => "🔒",
            (GroupEffect.Keep, VerdictKind.Protected or VerdictKind.InUse) => "⭐",
            (GroupEffect.Keep, VerdictKind.Unread or VerdictKind.UnknownAge) => "❓",
            (GroupEffect.Keep, VerdictKind.Grace) => "⏳",
            (GroupEffect.Keep, _) => "✅",
        };

    private IEnumerable<AlertModel> Alerts(int notes)
    {
        if (outcome.Plan.Status != PlanStatus.Planned)
        {
            yield return outcome.Plan.Proposed is null ? NotPlanned() : Refused();
        }
        else if (outcome.Applied is { Status: not ApplyStatus.Applied, Reason: { } reason })
        {
            yield return new AlertModel("CAUTION", MarkdownText.Escape(reason), []);
        }

        if (outcome.Plan.Approved is { } approved)
        {
            yield return new AlertModel(
                "NOTE",
                $"The plan is over {MarkdownText.Code(ExceededLimit.MaxDelete)}, and allowed "
                    + $"once by {MarkdownText.Code($"--allow-limit {approved}")}.",
                []
            );
        }

        if (_plan.DeletesPackage)
        {
            yield return new AlertModel("WARNING", "Every image is deleted, so the package itself is deleted.", []);
        }

        if (outcome.Applied is not { } applied)
        {
            yield break;
        }

        if (applied.Proof is { IsWhole: false } proof)
        {
            yield return new AlertModel(
                "CAUTION",
                "Something that should have been kept is missing. To bring back what this run deleted, restore from the journal.",
                [
                    .. proof
                        .Missing.Select(digest => MarkdownText.Code(digest))
                        .Concat(proof.LostTags.Select(tag => $"the tag {MarkdownText.Code(tag, MaxName)}"))
                        .Take(notes),
                ]
            );
        }

        foreach (
            var (what, kind, text) in ((ApplyOutcome, string, string)[])
                [
                    (ApplyOutcome.Failed, "CAUTION", "failed"),
                    (ApplyOutcome.Spared, "NOTE", "spared, because something changed or what needs it is kept"),
                ]
        )
        {
            // Images are listed below with their reasons; what has no row there is told here.
            var parts = outcome
                .Steps(what)
                .Where(step => step.Action != ApplyAction.Delete || outcome.Rows.ImageOf(step.Digest) is null)
                .ToList();
            if (parts.Count > 0)
            {
                yield return new AlertModel(
                    kind,
                    $"{PlanWording.Count(parts.Count, "part or tag", "parts and tags")} {text}.",
                    [
                        .. parts
                            .Where(step => step.Text.Length > 0)
                            .Take(MostMessages)
                            .Select(step =>
                                $"{MarkdownText.Code(step.Tags.FirstOrDefault() ?? PlanWording.Short(step.Digest), MaxName)}: "
                                + $"{MarkdownText.Escape(step.Text)}"
                            ),
                    ]
                );
            }
        }

        if (applied.Count(ApplyOutcome.NotAttempted) is > 0 and var left)
        {
            var why = outcome.Steps(ApplyOutcome.NotAttempted).FirstOrDefault(step => step.Text.Length > 0)?.Text;
            var images = _plan.Delete.Count == 0 ? 0 : outcome.Rows.DeletedImages - outcome.DoneImages;
            yield return new AlertModel(
                "WARNING",
                $"{(why is null ? "" : MarkdownText.Escape(why) + " ")}{PlanWording.Count(left, "manifest")} "
                    + $"({PlanWording.Count(images, "image")}) {(left == 1 ? "is" : "are")} left; the next run continues.",
                []
            );
        }

        if (!applied.Changes.IsEmpty)
        {
            yield return new AlertModel(
                "NOTE",
                "The repository changed since the plan was made; only what a new plan deletes too was deleted.",
                [.. applied.Changes.Take(Math.Min(notes, MostMessages)).Select(change => MarkdownText.Escape(change))]
            );
        }

        if (!applied.Notes.IsEmpty)
        {
            yield return new AlertModel(
                "NOTE",
                MarkdownText.Escape(applied.Notes[0]),
                [.. applied.Notes.Skip(1).Take(notes).Select(note => MarkdownText.Escape(note))]
            );
        }
    }

    private AlertModel Refused()
    {
        var others = outcome.Plan.Proposed!.Limits.Skip(1).Select(limit => $" {MarkdownText.Escape(limit.Text)}");
        return new AlertModel(
            "CAUTION",
            $"Nothing is deleted. Below is what the policy would do without the limit.{string.Concat(others)}",
            OutcomeWording.WaysOn(outcome.Plan, isOnly, text => MarkdownText.Code(text, MaxName), links.Markdown)
        );
    }

    private AlertModel NotPlanned()
    {
        var finding = outcome.Plan.Findings.FirstOrDefault(f => f.Decides);
        var source = finding?.Source is { } place ? $" ({links.Markdown(place)})" : "";
        var help = finding is null ? "" : HelpOf(finding.Id);
        return new AlertModel(
            "CAUTION",
            $"Nothing is deleted here. {MarkdownText.Escape(outcome.Plan.Reason)}{source}",
            help.Length == 0 ? [] : [help]
        );
    }

    private IEnumerable<FindingModel> Findings(IEnumerable<PlanFinding> findings) =>
        from finding in findings
        group finding by finding.Id into kind
        orderby kind.Max(f => f.Severity) descending, kind.Key
        let all = kind.ToList()
        select new FindingModel(
            kind.Max(f => f.Severity) == DiagnosticSeverity.Error ? "❌"
                : kind.Max(f => f.Severity) == DiagnosticSeverity.Warning ? "🟡"
                : "💡",
            MarkdownText.Escape(options.Descriptors.FirstOrDefault(d => d.Id == kind.Key)?.Title ?? kind.Key),
            MarkdownText.Code(kind.Key),
            HelpOf(kind.Key),
            [
                .. all.Take(MostMessages)
                    .Select(f => MarkdownText.Escape(f.Message) + (f.Source is null ? "" : $" ({links.Markdown(f.Source)})")),
            ],
            all.Count > MostMessages ? PlanWording.Number(all.Count - MostMessages) : null
        );

    /// <summary>The help texts are our own Markdown.</summary>
    private string HelpOf(string id) => options.Descriptors.FirstOrDefault(descriptor => descriptor.Id == id)?.Help ?? "";

    private IEnumerable<DetailModel> Details(int rows)
    {
        var left = rows;
        foreach (var (title, isOpen, hasReasons, images) in Lists())
        {
            var all = images.ToList();
            if (all.Count == 0)
            {
                continue;
            }

            var manifests = all.Sum(item => item.Row.Manifests);
            var heading =
                $"{title}: "
                + $"{PlanWording.Count(all.Count, "image")}"
                + $"{(manifests > all.Count ? $", {PlanWording.Count(manifests, "manifest")}" : "")}";
            var count = Math.Min(all.Count, MostRows);
            if (count > left)
            {
                yield return new DetailModel(
                    heading,
                    false,
                    hasReasons,
                    [],
                    "This list is left out, since the report would be too long. The JSON plan and the page (`--format html`) have it."
                );
                continue;
            }

            left -= count;
            yield return new DetailModel(
                heading,
                isOpen,
                hasReasons,
                [.. all.Take(count).Select(item => Image(item.Row, item.Why))],
                all.Count > count
                    ? $"{PlanWording.Count(all.Count - count, "older image")} "
                        + $"{(all.Count - count == 1 ? "is" : "are")} not listed here. The JSON plan and the page "
                        + "(`--format html`) list all."
                    : null
            );
        }
    }

    private IEnumerable<(string Title, bool IsOpen, bool HasReasons, IEnumerable<(ImageRow Row, string Why)> Images)> Lists()
    {
        var deleted = outcome.Rows.NewestFirst(GroupEffect.Delete).Select(item => item.Row).ToList();
        if (outcome.IsApplied)
        {
            foreach (var what in ApplyWording.Order)
            {
                var (title, isOpen) = what switch
                {
                    ApplyOutcome.Failed => ("❌ Failed", true),
                    ApplyOutcome.Spared => ("✋ Spared, because something changed or what needs it is kept", true),
                    ApplyOutcome.Retained => ("🔒 Retained by the registry's rules", false),
                    ApplyOutcome.NotAttempted => ("⏳ Left for the next run", false),
                    ApplyOutcome.AlreadyGone => ("Already gone", false),
                    ApplyOutcome.AlreadyThere => ("Already there", false),
                    ApplyOutcome.Done => ("🧹 Deleted", false),
                };
                yield return (
                    title,
                    isOpen,
                    what is ApplyOutcome.Failed or ApplyOutcome.Spared or ApplyOutcome.Retained,
                    deleted
                        .Where(row => outcome.StepOf(row.Root.Digest)?.Outcome == what)
                        .Select(row => (row, outcome.StepOf(row.Root.Digest)!.Text))
                );
            }
        }
        else
        {
            yield return (_plan.Proposed is null ? "🧹 Delete" : "🧹 Would delete", false, false, deleted.Select(row => (row, "")));
        }

        yield return (
            "🔒 Retain, since the registry does not allow deleting it",
            false,
            true,
            outcome.Rows.NewestFirst(GroupEffect.Retain).Select(item => (item.Row, item.Row.Root.Verdict.Text))
        );
    }

    private ImageModel Image(ImageRow row, string why)
    {
        var root = row.Root;
        var tags = root.Tags.IsEmpty
            ? "*untagged*"
            : string.Join(", ", root.Tags.Take(MostTags).Select(tag => MarkdownText.Code(tag, MaxName)))
                + (root.Tags.Length > MostTags ? $" and {PlanWording.Number(root.Tags.Length - MostTags)} more" : "");
        var digest = PlanWording.Short(root.Digest);
        digest = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var verdict = root.Verdict;
        return new ImageModel(
            $"{(PackagePage.Of(_page, root) is { } page ? $"[{tags}]({page})" : tags)} {MarkdownText.Escape(digest)}",
            MarkdownText.Escape(PlanWording.Age(root, now), MaxName),
            Size(row.Bytes),
            MarkdownText.Escape(verdict.Rule, MaxName)
                + (SharedReason.RankOf(verdict) is { } rank ? $" ({MarkdownText.Escape(rank, MaxName)})" : ""),
            row.Parts,
            MarkdownText.Escape(why)
        );
    }

    /// <summary>A number and its unit stay in one line.</summary>
    private static string Size(long bytes) => PlanWording.Size(bytes).Replace(' ', '\u00A0');

    private string? Proof()
    {
        if (outcome.Applied?.Proof is { } after)
        {
            return after.IsWhole
                ? $"✔ {PlanWording.Count(after.KeptTags, "tag")} and "
                    + $"{PlanWording.Count(after.KeptManifests, "manifest")} that are kept were checked "
                    + "afterwards: nothing is missing."
                : ApplyWording.After(after);
        }

        return outcome.Plan.Status == PlanStatus.Planned && outcome.Rows.Images > 0 ? $"✔ {PlanWording.Proof(outcome.Plan.Proof)}" : null;
    }
}
