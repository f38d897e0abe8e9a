using System.Collections.Immutable;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Facts;
using PolicyEngine.InUse;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.InUse;

/// <summary>Reads the files that <c>in-use</c> protections name. Where they cannot be read completely,
/// nobody knows what is in use, and nothing is deleted where the protection counts.</summary>
internal sealed class InUseReader(WorkingDirectory directory, Messages messages)
{
    private const int MaxPipe = 256 << 20;
    private const long MaxBytes = 1L << 30;
    private const string Way = "If really nothing is in use, set 'allow-empty: true'.";

    /// <summary>Reads all of them, beside what other sources said.</summary>
    public InUseReferences Read(PolicySet policies, FactSet facts)
    {
        var references = InUseReferences.Empty;
        foreach (var policy in policies.Compilation.Policies)
        {
            foreach (var protection in policy.Protections)
            {
                if (protection.InUse is { } source)
                {
                    references = Read(references, protection, source, policies.FolderOf(policy), facts);
                }
            }
        }

        return references;
    }

    private InUseReferences Read(InUseReferences references, Protection protection, InUseSource source, string folder, FactSet facts)
    {
        var found = ImmutableArray.CreateBuilder<ImageReference>();
        var problems = new List<string>();
        foreach (var glob in source.Files)
        {
            TakeAll(glob, Expand(glob), ImageReferenceParser.Find);
        }

        foreach (var glob in source.References)
        {
            foreach (var path in Expand(glob))
            {
                TakeAll(directory.Show(path), [path], ImageReferenceParser.FindInList);
            }
        }

        messages.Detail($"{source.Location}: {found.Count} image references are in use.");
        return references.With(
            protection,
            found.ToImmutable(),
            facts,
            problems.Count == 0 ? null : $"What is in use is unknown: {problems[0]}"
        );

        IReadOnlyList<string> Expand(string glob)
        {
            try
            {
                var paths = FileGlob.Expand(glob, folder);
                if (paths.Count == 0 && !source.AllowsEmpty)
                {
                    problems.Add(
                        $"the pattern '{TerminalText.Escape(glob, 200)}' matches no file "
                            + $"('in-use' at {source.Location}). Correct the path. {Way}"
                    );
                }

                return paths;
            }
            catch (CliException e)
            {
                AddProblem(e.Message);
                return [];
            }
        }

        void TakeAll(string name, IReadOnlyList<string> paths, Func<string, Func<TextReader>, FoundReferences> find)
        {
            var (before, known) = (found.Count, problems.Count);
            foreach (var path in paths)
            {
                try
                {
                    Take(path, find);
                }
                catch (CliException e)
                {
                    AddProblem(e.Message);
                }
            }

            if (paths.Count > 0 && found.Count == before && problems.Count == known && !source.AllowsEmpty)
            {
                problems.Add($"'{TerminalText.Escape(name, 200)}' names no image ('in-use' at {source.Location}). {Way}");
            }
        }

        void Take(string path, Func<string, Func<TextReader>, FoundReferences> find)
        {
            var shown = directory.Show(path);
            var read = Read(path, shown, find);
            found.AddRange(read.References);
            foreach (var problem in read.Problems)
            {
                var place = $"{shown}:{problem.Line}: '{TerminalText.Escape(problem.Text, 100)}'";
                if (problem.IsVariable)
                {
                    messages.Warning($"{place} does not determine an image: every tag that it could mean is protected.");
                }
                else
                {
                    AddProblem($"{place} is not an image reference");
                }
            }
        }

        void AddProblem(string reason) => problems.Add($"{reason.TrimEnd('.')} ('in-use' at {source.Location}).");
    }

    /// <summary>Reads a file piece by piece: a cluster's list of pods may be larger than what the job may use.</summary>
    private static FoundReferences Read(string path, string shown, Func<string, Func<TextReader>, FoundReferences> find)
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
                return new StreamReader(
                    source,
                    System.Text.Encoding.UTF8,
                    detectEncodingFromByteOrderMarks: true,
                    1 << 16,
                    leaveOpen: true
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"'{shown}' cannot be read: {InputFile.Reason(e)}", e);
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

        return bytes.Length <= MaxPipe ? bytes : throw new IOException("it decompresses to more than 256 MiB.");
    }

    private static void EnsureText(TextReader text, string shown)
    {
        var buffer = new char[1 << 16];
        while (text.Read(buffer) is > 0 and var count)
        {
            if (buffer.AsSpan(0, count).Contains('\0'))
            {
                throw CliException.Failed($"'{shown}' is not a text file.");
            }
        }
    }
}
