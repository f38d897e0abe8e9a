using System.Text.Json.Nodes;
using PolicyEngine.Explaining;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;
using static PolicyEngine.Reporting.Writing.JsonTree;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>Explanations for programs.</summary>
internal sealed class JsonExplanationFormat : IFormat<IReadOnlyList<Explanation>>
{
    private const int FormatVersion = 1;

    public string Name => "json";

    public void Write(IReadOnlyList<Explanation> explanations, ReportOptions options, Stream output) =>
        JsonTree.Write(new JsonObject { ["formatVersion"] = FormatVersion, ["explanations"] = List(explanations, Of) }, output);

    private static JsonObject Of(Explanation explanation) =>
        new()
        {
            ["reference"] = explanation.Reference,
            ["registry"] = explanation.Info.Registry,
            ["name"] = explanation.Info.Name,
            ["provider"] = explanation.Info.Provider,
            ["now"] = Time(explanation.Now),
            ["status"] = explanation.Status is { } status ? PlanWords.Of(status) : null,
            ["reason"] = explanation.Reason,
            ["reasonSource"] = explanation.ReasonSource,
            ["match"] = FateWords.Json(explanation.Match),
            ["problem"] = explanation.Problem,
            ["candidates"] = List(explanation.Candidates, Of),
            ["candidateCount"] = explanation.CandidateCount,
            ["manifest"] = explanation.Subject is { } subject ? Of(subject) : null,
        };

    private static JsonObject Of(ExplainedManifest subject)
    {
        var row = subject.Row;
        return new JsonObject
        {
            ["digest"] = row.Digest,
            ["tags"] = Texts(row.Tags),
            ["kind"] = PlanWords.Of(row.Kind),
            ["role"] = PlanWords.Of(row.Role),
            ["mediaType"] = row.MediaType,
            ["artifactType"] = row.ArtifactType,
            ["platform"] = row.Platform,
            ["versionId"] = row.VersionId,
            ["size"] = row.Size,
            ["totalSize"] = row.TotalSize,
            ["reachedSize"] = subject.ReachedSize == 0 ? null : subject.ReachedSize,
            ["pushedAt"] = Time(row.PushedAt),
            ["ageFrom"] = Time(row.AgeFrom),
            ["ageSource"] = row.AgeSource,
            ["unread"] = subject.IsUnread,
            ["locked"] = subject.IsLocked,
            ["orphan"] = subject.IsOrphan,
            ["children"] = subject.ChildCount,
            ["missingChildren"] = subject.MissingChildCount,
            ["fate"] = FateWords.Of(subject.Fate),
            ["verdict"] = VerdictJson.Of(row.Verdict),
            ["ifNotRefused"] = subject.Unlimited is var (fate, verdict)
                ? new JsonObject { ["fate"] = FateWords.Of(fate), ["verdict"] = VerdictJson.Of(verdict) }
                : null,
            ["tagFates"] = List(subject.Tags, Of),
            ["rules"] = List(subject.Rules, Of),
            ["protections"] = List(subject.Protections, Of),
            ["grace"] = subject.Grace is { } grace ? Of(grace) : null,
            ["paths"] = TextLists(row.Paths.Select(p => (IEnumerable<string>)p)),
            ["roots"] = List(subject.Roots, Of),
            ["rootCount"] = subject.RootCount,
            ["pieces"] = List(subject.Pieces, Of),
            ["pieceCount"] = subject.PieceCount,
            ["heldBy"] = subject.Fate == Fate.Delete ? new JsonArray() : List(subject.Opposite, Of),
            ["keptIf"] = subject.Fate == Fate.Delete ? List(subject.Opposite, Of) : new JsonArray(),
            ["goesAt"] = Time(subject.GoesAt),
        };
    }

    private static JsonObject Of(ExplainedTag tag) =>
        new()
        {
            ["tag"] = tag.Text,
            ["fate"] = FateWords.Json(tag.Fate),
            ["condemnedBy"] = Texts(tag.CondemnedBy),
        };

    private static JsonObject Of(ExplainedRule rule) =>
        new()
        {
            ["rule"] = rule.Id,
            ["source"] = rule.Source,
            ["action"] = rule.IsDelete ? "delete" : "keep",
            ["opinion"] = FateWords.Json(rule.Opinion),
            ["counts"] = rule.Counts,
            ["decides"] = rule.IsNamed,
            ["selectedTags"] = Texts(rule.SelectedTags),
            ["condemnedTags"] = Texts(rule.CondemnedTags),
            ["unmet"] = Texts(rule.Unmet),
            ["criteria"] = List(rule.Criteria, Of),
        };

    private static JsonObject Of(ExplainedCriterion criterion) =>
        new()
        {
            ["text"] = criterion.Text,
            ["holds"] = criterion.Holds,
            ["ranks"] = List(criterion.Ranks, static r => new JsonObject
            {
                ["group"] = r.Group.Length == 0 ? null : r.Group,
                ["rank"] = r.Rank,
                ["of"] = r.Count,
                ["places"] = r.Places,
            }),
            ["tie"] = criterion.Tie,
        };

    private static JsonObject Of(ExplainedProtection protection) =>
        new()
        {
            ["protection"] = protection.Name,
            ["source"] = protection.Source,
            ["via"] = protection.Via,
            ["references"] = Texts(protection.References),
            ["uses"] = Texts(protection.Uses),
        };

    private static JsonObject Of(ExplainedGrace grace) =>
        new()
        {
            ["seconds"] = (long)grace.Period.TotalSeconds,
            ["inside"] = grace.IsInside,
            ["until"] = Time(grace.Until),
        };

    private static JsonObject Of(ExplainedRelative relative) =>
        new()
        {
            ["digest"] = relative.Digest,
            ["tags"] = Texts(relative.Tags),
            ["kind"] = PlanWords.Of(relative.Kind),
            ["role"] = relative.Role is { } role ? PlanWords.Of(role) : null,
            ["platform"] = relative.Platform,
            ["artifactType"] = relative.ArtifactType,
            ["missing"] = relative.Fate is null,
            ["fate"] = relative.Fate is { } fate ? FateWords.Of(fate) : null,
            ["verdict"] = relative.Verdict is { } verdict ? VerdictJson.Of(verdict) : null,
        };

    private static JsonObject Of(OppositeCondition condition) =>
        new()
        {
            ["text"] = condition.Text,
            ["source"] = condition.Source,
            ["until"] = Time(condition.Until),
        };
}
