using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Running;

namespace PolicyEngine.Cli.Starting;

/// <summary>Writes the files that a repository begins with.</summary>
/// <param name="context">The command.</param>
/// <param name="root">The folder that they go to, absolute.</param>
/// <param name="overwrites">Whether files that are there are overwritten.</param>
internal sealed class StarterWriting(CommandContext context, string root, bool overwrites)
{
    /// <summary>Whether a file is there, and will be kept.</summary>
    public bool IsThere(string path) => !overwrites && Path.Exists(Path.Combine(root, path));

    /// <summary>A path of a file as it is shown.</summary>
    public string Show(string path) => context.Directory.Show(Path.Combine(root, path));

    /// <summary>Writes files, and tells what became of each.</summary>
    /// <exception cref="CliException">One cannot be written.</exception>
    public void Write(IReadOnlyList<StarterFile> files)
    {
        var kept = files.Count(f => !Write(f));
        if (kept > 0)
        {
            context.Messages.Warning(
                $"{(kept == 1 ? "One file exists" : $"{kept} files exist")} already and differ{(kept == 1 ? "s" : "")}; use --force "
                    + $"to overwrite."
            );
        }
    }

    /// <summary>Writes a file; false where another one is in its place, which is kept.</summary>
    private bool Write(StarterFile file)
    {
        var path = Path.Combine(root, file.Path);
        var shown = Show(file.Path);
        var bytes = Encoding.UTF8.GetBytes(file.Text);
        var isThere = Path.Exists(path);
        if (isThere && File.Exists(path) && InputFile.ReadAtMost(path, shown, bytes.Length).AsSpan().SequenceEqual(bytes))
        {
            context.Messages.Info($"  unchanged     {shown}");
            return true;
        }

        if (isThere && !overwrites)
        {
            context.Messages.Info($"  kept          {shown}");
            return false;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"'{shown}' cannot be written: {InputFile.Reason(e)}", e);
        }

        OutputFile.Check(path, shown);
        OutputFile.Write(path, shown, stream => stream.Write(bytes));
        context.Messages.Info($"  {(isThere ? "overwritten " : "written     ")}  {shown}");
        return true;
    }
}
