using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.InUse;

/// <summary>Expands the file patterns of policies: <c>*</c> stays within a folder, <c>**</c> crosses them.</summary>
internal static class FileGlob
{
    private const int MaxDepth = 64;

    /// <summary>The files that match, absolute, in ordinal order.</summary>
    /// <param name="glob">The pattern as written.</param>
    /// <param name="folder">The folder that it starts from.</param>
    /// <exception cref="CliException">It is not a pattern, or a folder cannot be read.</exception>
    public static IReadOnlyList<string> Expand(string glob, string folder)
    {
        var parts = glob.Replace('\\', '/').Split('/');
        var literal = parts.TakeWhile((part, i) => i < parts.Length - 1 && !IsPattern(part)).ToArray();
        var start = Path.GetFullPath(literal is [""] ? "/" : string.Join('/', literal), folder);
        var rest = string.Join('/', parts.Skip(literal.Length));
        if (!IsPattern(rest))
        {
            return [Path.Combine(start, rest)];
        }

        if (GlobPattern.Parse(rest, isPath: true, out var problem) is not { } pattern)
        {
            throw CliException.Failed($"the pattern '{TerminalText.Escape(glob, 200)}' cannot be used: {problem}.");
        }

        try
        {
            var depth = rest.Contains("**", StringComparison.Ordinal) ? MaxDepth : parts.Length - literal.Length;
            var files = !Directory.Exists(start)
                ? []
                : Walk(start, depth)
                    .Where(f => pattern.IsMatch(Path.GetRelativePath(start, f).Replace(Path.DirectorySeparatorChar, '/')))
                    .ToArray();
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed(
                $"the files of the pattern '{TerminalText.Escape(glob, 200)}' cannot be listed: {InputFile.Reason(e)}",
                e
            );
        }
    }

    private static bool IsPattern(string text) => text.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    private static IEnumerable<string> Walk(string start, int depth)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<(string Folder, int Depth)>();
        open.Push((start, 1));
        while (open.TryPop(out var next))
        {
            // A folder that is linked into itself would never end.
            if (!seen.Add(Directory.ResolveLinkTarget(next.Folder, returnFinalTarget: true)?.FullName ?? next.Folder))
            {
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(next.Folder))
            {
                yield return file;
            }

            foreach (var folder in next.Depth < depth ? Directory.EnumerateDirectories(next.Folder) : [])
            {
                if (Path.GetFileName(folder) != ".git")
                {
                    open.Push((folder, next.Depth + 1));
                }
            }
        }
    }
}
