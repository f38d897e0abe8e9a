namespace PolicyEngine.Registry.Journaling;

/// <summary>Why a journal cannot be used.</summary>
public enum JournalFault
{
    /// <summary>It cannot be written: the disk is full or read-only, a folder is missing.</summary>
    NotRecordable,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>It is not a journal, is damaged, or empty.</summary>
    Unusable,

    /// <summary>It is of another plan, which was not brought to its end.</summary>
    Unfinished,

    /// <summary>Another process uses it.</summary>
    InUse,
}
