using PolicyEngine.Announcing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Planning;

/// <summary>The announcements of a run, and the file in which they are kept. Immutable.</summary>
/// <param name="Announcements">What earlier runs announced, and for how long this one announces.</param>
/// <param name="FullPath">The file, absolute.</param>
internal sealed record NoticeFile(Announcements Announcements, string FullPath)
{
    private const int MaxBytes = 1 << 28;

    /// <summary>Reads the file; null where nothing is announced, and nothing was.</summary>
    /// <param name="context">The command.</param>
    /// <param name="options">What the command line says.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="cache">The cache folder; null where there is none.</param>
    /// <param name="journal">The journal as written; null where it is not named.</param>
    /// <exception cref="CliException">The file cannot be read, though it is there.</exception>
    public static NoticeFile? Read(
        CommandContext context,
        NoticeOptions options,
        IReadOnlyCollection<Policy> policies,
        string? cache,
        string? journal
    )
    {
        var path = options.Path(context, cache, journal);
        var rehearsal = options.Rehearsal(context.Parsed);
        var isThere = File.Exists(path);
        if (!isThere && rehearsal is null && policies.All(policy => policy.Settings.Announce is null))
        {
            return null;
        }

        if (!isThere)
        {
            context.Messages.Info($"Nothing was announced before in '{context.Directory.Show(path)}': {Begins(context)}.");
            return new NoticeFile(new Announcements(null, rehearsal), path);
        }

        return new NoticeFile(new Announcements(Parse(context, path), rehearsal), path);
    }

    /// <summary>Writes down what a run announces. What cannot be written down is not deleted.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Write(CommandContext context, Plan plan)
    {
        var shown = context.Directory.Show(FullPath);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FullPath)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.LeftUndone, $"'{shown}' cannot be written, so nothing was deleted: {InputFile.Reason(e)}", e);
        }

        OutputFile.Write(FullPath, shown, stream => NoticeJson.Write(NoticeKeeping.After(Announcements.Notice, plan), stream));
    }

    private static string Begins(CommandContext context) =>
        SourceOptions.AreChanged(context.Parsed)
            ? "what is to be deleted is announced from this run on"
            : "'run' announces what is to be deleted";

    private static Notice? Parse(CommandContext context, string path)
    {
        var shown = context.Directory.Show(path);
        var bytes = InputFile.ReadAtMost(path, shown, MaxBytes);
        try
        {
            return bytes.Length > MaxBytes ? throw new PlanFormatException("it is longer than 256 MiB") : NoticeJson.Read(bytes);
        }
        catch (PlanFormatException e)
        {
            context.Messages.Warning($"The notice '{shown}' cannot be used ({e.Message.TrimEnd('.')}): {Begins(context)}.");
            return null;
        }
    }
}
