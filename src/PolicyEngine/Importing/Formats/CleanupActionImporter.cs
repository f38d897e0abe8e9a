using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>dataaxiom/ghcr-cleanup-action: excluded tags first, then age, then tags, broken images and counts of what is left.</summary>
internal sealed class CleanupActionImporter : PolicyImporter
{
    private const string Action = "dataaxiom/ghcr-cleanup-action";

    /// <inheritdoc/>
    public override string Name => "ghcr-cleanup-action";

    /// <inheritdoc/>
    public override string Title => $"a workflow that uses {Action}";

    /// <inheritdoc/>
    internal override bool HasPushTimes => true;

    private protected override void Read(string text, PolicyDraft draft)
    {
        draft.Setting("age-from: [updated, pushed, created]");
        var steps = WorkflowSteps.Find(text, Action, draft);
        var earlier = new List<DraftRule>();
        foreach (var inputs in steps)
        {
            var rules = new CleanupStep(inputs, draft).Read(steps.Count == 1);
            draft.After(earlier, rules);
            earlier.AddRange(rules);
        }
    }
}
