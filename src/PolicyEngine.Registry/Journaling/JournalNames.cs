using System.Globalization;

namespace PolicyEngine.Registry.Journaling;

/// <summary>
/// How journals are told from other files: by the bodies that lie beside each under which something
/// was begun, or by the end of their name, which may be any. Pure, but for looking into the folder.
/// </summary>
internal static class JournalNames
{
    private const string LineSuffix = ".jsonl";

    /// <summary>The files in a folder that are journals by their names, in ordinal order.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    internal static IReadOnlyList<string> In(string folder) =>
        [.. Directory.GetFiles(folder, "*" + LineSuffix).Union(WithBodies(folder), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The names in a folder that bodies of manifests lie beside,
    /// whether the journal itself is there or not; ordinal order.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    internal static IReadOnlyList<string> WithBodies(string folder) =>
        [
            .. Directory
                .GetDirectories(folder, "*" + BodyStore.Suffix)
                .Select(bodies => bodies[..^BodyStore.Suffix.Length])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The name that a journal gets when it makes room: with the time of its run, and as <see cref="In"/> finds it.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="time">When it was begun, UTC.</param>
    /// <param name="isTaken">Whether a name is in use.</param>
    internal static string SetAside(string path, DateTime time, Func<string, bool> isTaken)
    {
        var end = path.EndsWith(ApplyJournal.Suffix, StringComparison.Ordinal) ? ApplyJournal.Suffix : Path.GetExtension(path);
        var stem = $"{path[..^end.Length]}.{time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var target = stem + end;
        for (var number = 2; isTaken(target); number++)
        {
            target = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}{end}");
        }

        return target;
    }
}
