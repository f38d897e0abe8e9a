namespace PolicyEngine.Applying;

/// <summary>The words of files and programs for what an apply or a restore does, and what came of it. Pure.</summary>
internal static class ApplyWords
{
    /// <summary>The word for an action.</summary>
    public static string Of(ApplyAction action) =>
        action switch
        {
            ApplyAction.Delete => "delete",
            ApplyAction.Untag => "untag",
            ApplyAction.DeletePackage => "delete-package",
            ApplyAction.Restore => "restore",
            ApplyAction.Tag => "tag",
        };

    /// <summary>The word for an outcome.</summary>
    public static string Of(ApplyOutcome outcome) =>
        outcome switch
        {
            ApplyOutcome.Done => "done",
            ApplyOutcome.AlreadyGone => "already-gone",
            ApplyOutcome.AlreadyThere => "already-there",
            ApplyOutcome.Retained => "retained",
            ApplyOutcome.Failed => "failed",
            ApplyOutcome.Spared => "spared",
            ApplyOutcome.NotAttempted => "not-attempted",
        };

    /// <summary>The word for an outcome in journals, which have a shorter one for what was gone: the file format keeps it.</summary>
    public static string InJournal(ApplyOutcome outcome) => outcome == ApplyOutcome.AlreadyGone ? "gone" : Of(outcome);
}
