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
    private const int MaxBytes = 8 << 20;

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
                    references = references.With(protection.Location.ToString(), Read(source, policies.FolderOf(policy)));
                }
            }
        }

        return references;
    }

    private ImmutableArray<ImageReference> Read(InUseSource source, string folder)
    {
        var place = source.Location;
        var found = source.Files.SelectMany(glob => ReadAll(glob, folder, place, ImageReferenceParser.Find))
            .Concat(source.References.SelectMany(glob => ReadAll(glob, folder, place, ImageReferenceParser.FindInList)))
            .ToImmutableArray();
        messages.Detail($"{place}: {found.Length} image references are in use.");
        return found;
    }

    private IEnumerable<ImageReference> ReadAll(string glob, string folder, Location place, Func<string, string, FoundReferences> find)
    {
        foreach (var path in FileGlob.Expand(glob, folder, place))
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

        messages.Warning($"{path}:{problem.Line}: '{TerminalText.Escape(problem.Text, 100)}' leaves its image open, so it protects nothing.");
    }

    private static string ReadText(string path, string shown, Location place)
    {
        try
        {
            var bytes = InputFile.ReadAtMost(path, shown, MaxBytes);
            if (bytes.Length > MaxBytes)
            {
                throw CliException.Failed($"'{shown}' is longer than 8 MiB.");
            }

            return bytes.AsSpan().Contains((byte)0)
                ? throw CliException.Failed($"'{shown}' is no text.")
                : System.Text.Encoding.UTF8.GetString(bytes);
        }
        catch (CliException e)
        {
            throw CliException.Failed($"{e.Message} It is named by 'in-use' at {place}; what it protects is unknown.", e);
        }
    }
}
