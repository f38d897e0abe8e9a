using PolicyEngine.Applying;

namespace PolicyEngine.Reporting.Wording;

/// <summary>The phrases that reports of an apply or a restore share. Pure; English; nothing is escaped.</summary>
internal static class ApplyWording
{
    /// <summary>What users must see comes first.</summary>
    public static IReadOnlyList<ApplyOutcome> Order { get; } =
    [
        ApplyOutcome.Failed,
        ApplyOutcome.Spared,
        ApplyOutcome.Retained,
        ApplyOutcome.NotAttempted,
        ApplyOutcome.AlreadyGone,
        ApplyOutcome.AlreadyThere,
        ApplyOutcome.Done,
    ];

    /// <summary>The heading of the steps of an outcome.</summary>
    public static string Title(ApplyOutcome outcome) =>
        outcome switch
        {
            ApplyOutcome.Failed => "Failed",
            ApplyOutcome.Spared => "Spared, because something changed or what needs it is kept",
            ApplyOutcome.Retained => "Retained by the registry's rules",
            ApplyOutcome.NotAttempted => "Not attempted; apply the plan again to continue",
            ApplyOutcome.AlreadyGone => "Already gone",
            ApplyOutcome.AlreadyThere => "Already there",
            ApplyOutcome.Done => "Done",
        };

    /// <summary>Whether something else tells of a step: the image that it is a part of, or a refused step and a note of its
    /// repository.</summary>
    public static bool IsToldElsewhere(AppliedStep step) =>
        step.FollowsImage || step is { Outcome: ApplyOutcome.NotAttempted, Text.Length: 0 };

    /// <summary>
    /// The parts of images that are not listed: <c>and 1,512 parts</c>, or <c>4 parts of other images</c>; null where there are none.
    /// </summary>
    /// <param name="steps">All steps of an outcome.</param>
    /// <param name="areImagesListed">Whether any of them is listed.</param>
    public static string? Parts(IEnumerable<AppliedStep> steps, bool areImagesListed) =>
        steps.Count(step => step.FollowsImage) is var parts and > 0
            ? areImagesListed
                ? $"and {PlanWording.Count(parts, "part")}"
                : $"{PlanWording.Count(parts, "part")} of other images"
            : null;

    /// <summary>How a repository ended: <c>3 deleted, 1 spared, 1.2 GiB reclaimed</c>.</summary>
    public static string Headline(RepositoryApplyReport repository) =>
        repository.Status switch
        {
            ApplyStatus.Applied => repository.Steps.IsEmpty ? "nothing to do" : Summary([repository]),
            ApplyStatus.Stale => "the plan is stale",
            ApplyStatus.Refused => "the plan was refused",
            ApplyStatus.Incomplete => "it was not read completely",
            ApplyStatus.Failed => "failed",
        };

    /// <summary>What was done in several repositories.</summary>
    public static string Summary(IReadOnlyCollection<RepositoryApplyReport> repositories)
    {
        var steps = repositories.SelectMany(repository => repository.Steps).ToList();
        if (steps.Count > 0 && steps.All(step => step.Outcome == ApplyOutcome.AlreadyThere))
        {
            return "nothing left to restore";
        }

        var counts = steps
            .ToLookup(Word)
            .OrderBy(group => group.Key.Rank)
            .Select(group => $"{PlanWording.Number(group.Count())} {group.Key.Text}");
        counts = Reclaimed(repositories) is { } reclaimed ? counts.Append($"{reclaimed} reclaimed") : counts;
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "nothing was done";
    }

    /// <summary>The bytes that are free now; null where this run deleted nothing, or nothing can be said.</summary>
    public static string? Reclaimed(IReadOnlyCollection<RepositoryApplyReport> repositories)
    {
        var deleting = repositories
            .Where(r =>
                r.Steps.Any(step => step is { Outcome: ApplyOutcome.Done, Action: ApplyAction.Delete or ApplyAction.DeletePackage })
            )
            .ToList();
        var isExact = deleting.TrueForAll(r => r.IsReclaimedExact);
        var bytes = deleting.Sum(r => r.ReclaimedBytes);
        return deleting.Count == 0 || (bytes == 0 && !isExact) ? null : $"{(isExact ? "" : "at least ")}{PlanWording.Size(bytes)}";
    }

    /// <summary>What was found afterwards.</summary>
    public static string After(ApplyProof proof) =>
        $"After: {PlanWording.Count(proof.KeptTags, "tag")} and {PlanWording.Count(proof.KeptManifests, "manifest")} were "
        + $"found where they belong, {PlanWording.Number(proof.Missing.Length + proof.LostTags.Length)} missing.";

    private static (int Rank, string Text) Word(AppliedStep step) =>
        (step.Outcome, step.Action) switch
        {
            (ApplyOutcome.Done, ApplyAction.Delete) => (0, "deleted"),
            (ApplyOutcome.Done, ApplyAction.Untag) => (1, "untagged"),
            (ApplyOutcome.Done, ApplyAction.DeletePackage) => (2, "package deleted"),
            (ApplyOutcome.Done, ApplyAction.Restore) => (3, "restored"),
            (ApplyOutcome.Done, _) => (4, "tagged again"),
            (ApplyOutcome.AlreadyGone, _) => (5, "already gone"),
            (ApplyOutcome.AlreadyThere, _) => (5, "already there"),
            (ApplyOutcome.Retained, _) => (6, "retained by the registry"),
            (ApplyOutcome.Spared, _) => (7, "spared"),
            (ApplyOutcome.NotAttempted, _) => (8, "not attempted"),
            (ApplyOutcome.Failed, _) => (9, "failed"),
        };
}
