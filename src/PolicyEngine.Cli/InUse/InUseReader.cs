using System.Collections.Immutable;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Evaluation;
using PolicyEngine.InUse;
using PolicyEngine.Language;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.InUse;

/// <summary>Reads the files that <c>in-use</c> protections name. What cannot be read may be in use, so it stops the plan.</summary>
internal sealed class InUseReader(WorkingDirectory directory, Messages messages)
{
    private const int MaxPipe = 256 << 20;
    private const long MaxBytes = 1L << 30;

    /// <summary>Reads all of them.</summary>
    /// <exception cref="CliException">A pattern matches no file, or a file cannot be read.</exception>
    public InUseReferences Read(PolicySet policies)
    {
        var references = InUseReferences.Empty;
        foreach (var policy in policies.Compilation.Policies)
        {
            foreach (var protection in policy.Protections)
            {
                if (protection.InUse is { } source)
                {
                    references = Read(references, protection.Location.ToString(), source, policies.FolderOf(policy));
                }
            }
        }

        return references;
    }

    private InUseReferences Read(InUseReferences references, string protection, InUseSource source, string folder)
    {
        var place = source.Location;
        var found = ImmutableArray.CreateBuilder<ImageReference>();
        var empty = new List<string>();
        foreach (var glob in source.Files)
        {
            var before = found.Count;
            found.AddRange(ReadAll(FileGlob.Expand(glob, folder, place), place, ImageReferenceParser.Find));
            AddIfEmpty(glob, before);
        }

        foreach (var path in source.References.SelectMany(glob => FileGlob.Expand(glob, folder, place)))
        {
            var before = found.Count;
            found.AddRange(ReadAll([path], place, ImageReferenceParser.FindInList));
            AddIfEmpty(directory.Show(path), before);
        }

        messages.Detail($"{place}: {found.Count} image references are in use.");
        var problem = empty.Count == 0 || source.AllowsEmpty ? null
            : $"What is in use is unknown: '{TerminalText.Escape(empty[0], 200)}' names no image ('in-use' at {place}). "
                + "Where nothing runs, say so by 'allow-empty: true'.";
        return references.With(protection, found.ToImmutable(), problem);

        void AddIfEmpty(string source, int before)
        {
            if (found.Count == before)
            {
                empty.Add(source);
            }
        }
    }

    private IEnumerable<ImageReference> ReadAll(IEnumerable<string> paths, Location place, Func<string, Func<TextReader>, FoundReferences> find)
    {
        foreach (var path in paths)
        {
            var shown = directory.Show(path);
            var found = Read(path, shown, place, find);
            foreach (var problem in found.Problems)
            {
                Tell(shown, problem, place);
            }

            foreach (var reference in found.References)
            {
                yield return reference;
            }
        }
    }

    private void Tell(string path, ReferenceProblem problem, Location place)
    {
        if (!problem.IsVariable)
        {
            throw CliException.Failed($"{path}:{problem.Line}: '{TerminalText.Escape(problem.Text, 100)}' is no image reference, so what 'in-use' protects at {place} is unknown.");
        }

        messages.Warning($"{path}:{problem.Line}: '{TerminalText.Escape(problem.Text, 100)}' leaves its image open: every tag that it could mean is protected.");
    }

    /// <summary>Reads a file piece by piece: a cluster's list of pods may be larger than what the job may use.</summary>
    private static FoundReferences Read(string path, string shown, Location place, Func<string, Func<TextReader>, FoundReferences> find)
    {
        try
        {
            using var file = InputFile.Open(path, shown);
            using Stream source = file.CanSeek ? file : Copy(file);
            if (source.Length > MaxBytes)
            {
                throw CliException.Failed($"'{shown}' is longer than 1 GiB.");
            }

            EnsureText(Open(), shown);
            return find(shown, Open);

            TextReader Open()
            {
                source.Position = 0;
                // PowerShell redirects into UTF-16, with a mark at the beginning.
                return new StreamReader(source, System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
            }
        }
        catch (Exception e) when (e is CliException or IOException or UnauthorizedAccessException)
        {
            var reason = e is CliException ? e.Message : $"'{shown}' cannot be read: {InputFile.Reason(e)}";
            throw CliException.Failed($"{reason} It is named by 'in-use' at {place}; what it protects is unknown.", e);
        }
    }

    private static MemoryStream Copy(Stream file)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (bytes.Length <= MaxPipe && file.Read(buffer) is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
        }

        return bytes.Length <= MaxPipe ? bytes : throw new IOException("more than 256 MiB come out of it.");
    }

    private static void EnsureText(TextReader text, string shown)
    {
        var buffer = new char[1 << 16];
        while (text.Read(buffer) is > 0 and var count)
        {
            if (buffer.AsSpan(0, count).Contains('\0'))
            {
                throw CliException.Failed($"'{shown}' is not a text.");
            }
        }
    }
}
