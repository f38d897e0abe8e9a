using System.Collections.Immutable;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Evaluation;
using PolicyEngine.InUse;
using PolicyEngine.Language;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.InUse;

/// <summary>Reads the files that <c>in-use</c> protections name. Where they cannot be read whole, nobody knows what is in use, and nothing is deleted where the protection counts.</summary>
internal sealed class InUseReader(WorkingDirectory directory, Messages messages)
{
    private const int MaxBytes = 256 << 20;
    private const string Way = "Where nothing runs, say so by 'allow-empty: true'.";

    /// <summary>Reads all of them.</summary>
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
        return references.With(protection, found.ToImmutable(), problems.Count == 0 ? null : $"What is in use is unknown: {problems[0]}");

        IReadOnlyList<string> Expand(string glob)
        {
            try
            {
                var paths = FileGlob.Expand(glob, folder);
                if (paths.Count == 0 && !source.AllowsEmpty)
                {
                    problems.Add($"the pattern '{TerminalText.Escape(glob, 200)}' matches no file ('in-use' at {source.Location}). Correct the path. {Way}");
                }

                return paths;
            }
            catch (CliException e)
            {
                AddProblem(e.Message);
                return [];
            }
        }

        void TakeAll(string name, IReadOnlyList<string> paths, Func<string, string, FoundReferences> find)
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

        void Take(string path, Func<string, string, FoundReferences> find)
        {
            var shown = directory.Show(path);
            var read = find(shown, ReadText(path, shown));
            found.AddRange(read.References);
            foreach (var problem in read.Problems)
            {
                var place = $"{shown}:{problem.Line}: '{TerminalText.Escape(problem.Text, 100)}'";
                if (problem.IsVariable)
                {
                    messages.Warning($"{place} leaves its image open: every tag that it could mean is protected.");
                }
                else
                {
                    AddProblem($"{place} is not an image reference");
                }
            }
        }

        void AddProblem(string reason) => problems.Add($"{reason.TrimEnd('.')} ('in-use' at {source.Location}).");
    }

    private static string ReadText(string path, string shown)
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
}
