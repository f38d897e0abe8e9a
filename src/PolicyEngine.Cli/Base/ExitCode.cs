namespace PolicyEngine.Cli.Base;

/// <summary>The exit codes (semantics.md#applying). Where several apply, the highest counts, <see cref="Changes"/> aside.</summary>
internal static class ExitCode
{
    /// <summary>Done, also when a plan has deletions.</summary>
    public const int Done = 0;

    /// <summary>The check failed: policy errors, a limit that refused the plan. Also a defect of the program itself.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>A repository could not be resolved completely; nothing is deleted in it, the rest was done.</summary>
    public const int Incomplete = 3;

    /// <summary>An apply or a restore left something undone that it should have done.</summary>
    public const int LeftUndone = 4;

    /// <summary>There is something to delete (with <c>--detailed-exitcode</c>, when nothing else went wrong).</summary>
    public const int Changes = 10;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public const int Cancelled = 130;
}
