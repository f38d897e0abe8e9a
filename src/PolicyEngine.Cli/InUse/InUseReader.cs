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
    private const int MaxBytes = 256 << 20;

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

    private IEnumerable<ImageReference> ReadAll(IEnumerable<string> paths, Location place, Func<string, string, FoundReferences> find)
    {
        foreach (var path in paths)
        {
            var shown = directory.Show(path);
            var found = find(shown, ReadText(path, shown, place));
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

    private static string ReadText(string path, string shown, Location place)
    {
        try
        {
            var bytes = InputFile.ReadAtMost(path, shown, MaxBytes);
            if (bytes.Length > MaxBytes)
            {
                throw CliException.Failed($"'{shown}' is longer than 256 MiB.");
            }

            // PowerShell redirects into UTF-16, with a mark at the beginning.
            using var reader = new StreamReader(new MemoryStream(bytes), System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            var text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal) ? throw CliException.Failed($"'{shown}' is not a text.") : text;
        }
        catch (CliException e)
        {
            throw CliException.Failed($"{e.Message} It is named by 'in-use' at {place}; what it protects is unknown.", e);
        }
    }
}
