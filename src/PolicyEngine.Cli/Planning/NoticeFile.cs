using PolicyEngine.Announcing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Running;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;

namespace PolicyEngine.Cli.Planning;

/// <summary>The announcements of a run, kept in a file.</summary>
internal sealed class NoticeFile : NoticePlace
{
    private const int MaxBytes = 1 << 28;

    private readonly CommandContext _context;
    private readonly string _path;

    private NoticeFile(CommandContext context, Announcements announcements, string path) =>
        (_context, Announcements, _path) = (context, announcements, path);

    /// <inheritdoc/>
    public override Announcements Announcements { get; }

    /// <summary>Reads the file; null where nothing is announced, and nothing was.</summary>
    /// <param name="context">The command.</param>
    /// <param name="options">What the command line says.</param>
    /// <param name="isAnnounced">Whether deletions are announced.</param>
    /// <param name="cache">The cache folder; null where there is none.</param>
    /// <param name="journal">The journal as written; null where it is not named.</param>
    /// <exception cref="CliException">The file cannot be read, though it is there.</exception>
    public static NoticeFile? Read(CommandContext context, NoticeOptions options, bool isAnnounced, string? cache, string? journal)
    {
        var path = options.Path(context, cache, journal);
        var rehearsal = options.Rehearsal(context.Parsed);
        var isThere = File.Exists(path);
        if (!isThere && !isAnnounced)
        {
            return null;
        }

        if (!isThere)
        {
            context.Messages.Info($"Nothing was announced before in '{context.Directory.Show(path)}': {Begins(context)}.");
            return new NoticeFile(context, new Announcements(null, rehearsal), path);
        }

        return new NoticeFile(context, new Announcements(Parse(context, path), rehearsal), path);
    }

    /// <inheritdoc/>
    public override Task<Plan> WriteAsync(Plan plan, Func<Announcements, Plan> planAgain, CancellationToken cancellationToken)
    {
        var shown = _context.Directory.Show(_path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.LeftUndone, $"'{shown}' cannot be written, so nothing was deleted: {InputFile.Reason(e)}", e);
        }

        OutputFile.Write(_path, shown, stream => NoticeJson.Write(NoticeKeeping.After(Announcements.Notice, plan), stream));
        return Task.FromResult(plan);
    }

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
