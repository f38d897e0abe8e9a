using System.Text;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Files;

namespace PolicyEngine.Registry.Journaling;

/// <summary>Finds the journals of runs that were killed, or held up in the midst of an image.</summary>
internal static class UnfinishedJournals
{
    private static readonly byte[] Beginning = Start(BeginEntry.Type);
    private static readonly byte[] Begun = Start(RepositoryEntry.Type);
    private static readonly byte[] Ended = Start(EndEntry.Type);
    private static readonly byte[] Held = Start(PlaceholderEntry.Type);

    /// <summary>The journals in a folder that were not brought to their end, in ordinal
    /// order of their names. Other files are passed over. Nothing is changed.</summary>
    /// <param name="named">The journal that the run names: it is looked at whatever its name is.</param>
    /// <param name="problem">Is told, a sentence each, of a folder that cannot be listed
    /// and of damaged journals: what they began is not known. Null for nobody.</param>
    public static IReadOnlyList<UnfinishedJournal> Beside(string named, Action<string>? problem = null)
    {
        ArgumentNullException.ThrowIfNull(named);
        var own = Path.GetFullPath(named);
        IReadOnlyList<string> paths;
        try
        {
            paths = JournalNames.In(Path.GetDirectoryName(own)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem?.Invoke($"Whether an earlier run left something unfinished is not known: {e.Message}");
            paths = [];
        }

        return
        [
            .. paths
                .Append(own)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(path => Read(path, problem))
                .OfType<UnfinishedJournal>(),
        ];
    }

    private static UnfinishedJournal? Read(string path, Action<string>? problem)
    {
        // A pipe or a socket of that name is not a journal.
        if (!OperatingSystem.IsWindows() && FileLook.Behind(path) is { Kind: not FileKind.Regular })
        {
            return null;
        }

        try
        {
            return
                File.Exists(path)
                && MayBeUnfinished(path)
                && JournalReader.Read(path) is { Header: { } header, Lines: var lines }
                && !UnfinishedWork.Of(lines).IsNothing
                ? new UnfinishedJournal(path, header, lines)
                : null;
        }
        catch (JournalException e)
        {
            problem?.Invoke($"{e.Message} What its run began is not finished.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem?.Invoke($"'{path}' cannot be read: {e.Message} If it is a journal, what its run began is not finished.");
        }

        return null;
    }

    /// <summary>A look without understanding the lines: years of finished journals may lie there. Lines may be of any length.</summary>
    private static bool MayBeUnfinished(string path)
    {
        using var file = RegularFile.OpenRead(path);
        int begun = 0,
            ended = 0,
            known = 0;
        var isFirst = true;
        var holds = false;
        var start = new byte[Held.Length];
        var buffer = new byte[64 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            foreach (var value in buffer.AsSpan(0, read))
            {
                if (value == '\n')
                {
                    EndLine();
                }
                else if (known < start.Length)
                {
                    start[known++] = value;
                    if (isFirst && known == Beginning.Length && !start.AsSpan().StartsWith(Beginning))
                    {
                        return false;
                    }
                }
            }
        }

        EndLine();
        return begun > ended || holds;

        void EndLine()
        {
            var line = start.AsSpan(0, known);
            begun += line.StartsWith(Begun) ? 1 : 0;
            ended += line.StartsWith(Ended) ? 1 : 0;
            holds |= line.StartsWith(Held);
            (known, isFirst) = (0, false);
        }
    }

    private static byte[] Start(string type) => Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\"");
}

/// <summary>A journal that was not brought to its end, as it was read without opening it. Immutable.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Header">Its first line.</param>
/// <param name="Lines">The others.</param>
internal sealed record UnfinishedJournal(string Path, BeginEntry Header, IReadOnlyList<RepositoryLine> Lines)
{
    /// <summary>Whether all policies of that run are among these: those that
    /// are not may protect what it left. Not where it names none.</summary>
    public bool IsOf(IEnumerable<PlanPolicy> policies)
    {
        var known = policies.ToList();
        return Header.PolicyPaths is { IsEmpty: false } paths
            ? paths.All(path => known.Exists(policy => policy.Path == path))
            : Header.Policies is { IsEmpty: false } hashes && hashes.All(hash => known.Exists(policy => policy.Sha256 == hash));
    }

    /// <summary>The repositories in which something was begun.</summary>
    public IEnumerable<RepositoryInfo> Repositories => UnfinishedWork.RepositoriesIn(Lines);
}
