using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Journaling;

/// <summary>
/// Makes room for the journal of another plan where the one that has its name
/// was brought to its end, so that a job can use the same name each time.
/// </summary>
internal static class FinishedJournal
{
    private static readonly string[] Beside = [ApplyJournal.BlobSuffix, BodyStore.Suffix, ApplyJournal.PlanSuffix];

    /// <summary>Gives a finished journal of another plan, with what lies beside it,
    /// the time of its run as a part of its name; it can still be undone.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="planSha256">The SHA-256 of the plan that it is wanted for.</param>
    /// <param name="evenUnfinished">Whether one that was not brought to its end
    /// is moved too: <see cref="UnfinishedJournals"/> still finds it.</param>
    /// <returns>The journal's new path; null if the journal does not exist, or was empty and is deleted.</returns>
    /// <exception cref="JournalException">It cannot be moved, is in use, damaged, or of a plan that was not brought to its end.</exception>
    public static string? SetAside(string path, string planSha256, bool evenUnfinished = false)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var held = FileLock.TryTake(path + ".lock") ?? throw ApplyJournal.InUse(path);
            var (header, lines, _) = JournalReader.Read(path);
            if (header is null || header.Plan == planSha256)
            {
                return null;
            }

            if (!evenUnfinished && !UnfinishedWork.Of(lines).IsNothing)
            {
                throw new JournalException(
                    $"The journal '{path}' belongs to another plan, which is unfinished: "
                        + $"apply that one again, or name another file with --journal.",
                    JournalFault.Unfinished
                );
            }

            if (lines.Count == 0)
            {
                File.Delete(path);
                return null;
            }

            return Move(path, header.Time ?? File.GetLastWriteTimeUtc(path));
        }
        catch (Exception e) when (Durable.IsRefusal(e))
        {
            throw new JournalException(
                $"The journal '{path}' belongs to an earlier plan and cannot be renamed: {e.Message}",
                innerException: e
            );
        }
    }

    /// <summary>Moves it last: until then the same is done again by the next run.</summary>
    private static string Move(string path, DateTime time)
    {
        var target = JournalNames.SetAside(path, time, File.Exists);
        foreach (var suffix in Beside)
        {
            if (Directory.Exists(path + suffix))
            {
                Directory.Move(path + suffix, target + suffix);
            }
            else if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, target + suffix);
            }
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        Durable.SyncDirectory(folder);
        File.Move(path, target);
        Durable.SyncDirectory(folder);
        return target;
    }
}
