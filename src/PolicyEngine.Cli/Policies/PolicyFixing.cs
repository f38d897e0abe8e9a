using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Compiling;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Policies;

/// <summary>Applies safe fixes to policy files.</summary>
internal static class PolicyFixing
{
    private const int MaxRounds = 10;
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The file with all safe fixes, written if that changed it. Fixes may
    /// uncover further mistakes, so it continues until nothing changes.</summary>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static PolicyFile Fix(PolicyFile file, Messages messages)
    {
        var hasMark = file.Bytes.AsSpan().StartsWith(ByteOrderMark);
        if (!file.Bytes.AsSpan(hasMark ? ByteOrderMark.Length : 0).SequenceEqual(Encoding.UTF8.GetBytes(file.Source.Text)))
        {
            // Writing it back would change bytes that are not UTF-8, or cut a file that was too long to read.
            return file;
        }

        var source = file.Source;
        var total = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            var (fixedSource, count) = CodeFixes.Apply(source, PolicyCompiler.Compile([source]).Diagnostics);
            if (count == 0)
            {
                break;
            }

            total += count;
            source = fixedSource;
        }

        TellUnsafe(source, messages);
        if (total == 0)
        {
            return file;
        }

        var text = Encoding.UTF8.GetBytes(source.Text);
        byte[] bytes = hasMark ? [.. ByteOrderMark, .. text] : text;
        OutputFile.Write(file.FullPath, source.Path, stream => stream.Write(bytes));
        messages.Info(FormattableString.Invariant($"{source.Path}: {total} fixed."));
        return file with { Source = source, Bytes = bytes };
    }

    /// <summary>Says which fixes were left, since what they change is for a person to decide.</summary>
    private static void TellUnsafe(SourceText source, Messages messages)
    {
        foreach (var diagnostic in PolicyCompiler.Compile([source]).Diagnostics.Where(d => d.Fix is { IsSafe: false }))
        {
            messages.Info($"{diagnostic.Location}: not applied, for you to decide: {diagnostic.Fix!.Title} ({diagnostic.Id}).");
        }
    }
}
