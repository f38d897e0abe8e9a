using System.Text.Json.Nodes;
using PolicyEngine.Comparing;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Writing;
using static PolicyEngine.Reporting.Writing.JsonTree;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>Comparisons for programs, with every manifest that is judged differently.</summary>
internal sealed class JsonComparisonFormat : IFormat<PlanComparison>
{
    private const int FormatVersion = 1;

    public string Name => "json";

    public void Write(PlanComparison comparison, ReportOptions options, Stream output) =>
        JsonTree.Write(
            new JsonObject
            {
                ["formatVersion"] = FormatVersion,
                ["now"] = PlanWords.Of(comparison.Now),
                ["old"] = List(comparison.Old, Of),
                ["new"] = List(comparison.New, Of),
                ["hasChanges"] = comparison.HasChanges,
                ["repositories"] = List(comparison.Repositories, Of),
            },
            output
        );

    private static JsonObject Of(PlanPolicy policy) =>
        new()
        {
            ["path"] = policy.Path,
            ["name"] = policy.Name,
            ["sha256"] = policy.Sha256,
        };

    private static JsonObject Of(RepositoryComparison repository) =>
        new()
        {
            ["registry"] = repository.Info.Registry,
            ["name"] = repository.Info.Name,
            ["provider"] = repository.Info.Provider,
            ["old"] = Of(repository.Old),
            ["new"] = Of(repository.New),
            ["newlyGo"] = List(repository.NewlyGo, Of),
            ["newlyStay"] = List(repository.NewlyStay, Of),
            ["otherRule"] = List(repository.OtherRule, Of),
            ["newlyUntagged"] = List(repository.NewlyUntagged, Of),
            ["noLongerUntagged"] = List(repository.NoLongerUntagged, Of),
        };

    private static JsonObject? Of(PlanSide? side) =>
        side is null
            ? null
            : new JsonObject
            {
                ["status"] = PlanWords.Of(side.Status),
                ["reason"] = side.Reason,
                ["delete"] = side.Delete,
                ["keep"] = side.Keep,
                ["reclaimedBytes"] = side.ReclaimedBytes,
                ["proposed"] = side.Proposed,
            };

    private static JsonObject Of(ManifestChange change) =>
        new()
        {
            ["digest"] = change.Manifest.Digest,
            ["tags"] = Texts(change.Manifest.Tags),
            ["kind"] = PlanWords.Of(change.Manifest.Kind),
            ["role"] = PlanWords.Of(change.Manifest.Role),
            ["old"] = VerdictJson.OfNullable(change.Old),
            ["new"] = VerdictJson.OfNullable(change.New),
        };

    private static JsonObject Of(PlannedUntag untag) =>
        new()
        {
            ["tag"] = untag.Tag,
            ["digest"] = untag.Digest,
            ["verdict"] = VerdictJson.Of(untag.Verdict),
        };
}
