using System.CommandLine;
using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Running;

/// <summary>Runs a command again whenever a file that it reads has changed, until it is cancelled.</summary>
internal sealed class FileWatch
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    private readonly Option<bool> _watch = new("--watch") { Description = "Run again whenever one of the files changes; Ctrl-C ends it" };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_watch);

    /// <summary>Whether the command is to be run again and again.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_watch);

    /// <summary>Runs a command once, or until it is cancelled.</summary>
    /// <param name="context">The command.</param>
    /// <param name="run">Runs it once.</param>
    /// <param name="paths">The files and folders that it reads, absolute; asked for before and after each run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code of the only run.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<int> RunAsync(
        CommandContext context,
        Func<Task<int>> run,
        Func<IEnumerable<string>> paths,
        CancellationToken cancellationToken
    )
    {
        if (!IsAsked(context.Parsed))
        {
            return await run().ConfigureAwait(false);
        }

        while (true)
        {
            // What changes while it runs is seen: these are the stamps from before.
            var before = Stamps(paths());
            try
            {
                await run().ConfigureAwait(false);
            }
            catch (CliException e)
            {
                context.Messages.Error(e.Message);
            }

            foreach (var (path, stamp) in Stamps(paths()))
            {
                before.TryAdd(path, stamp);
            }

            context.Messages.Info($"Watching {before.Count} {(before.Count == 1 ? "file" : "files and folders")}; Ctrl-C ends it.");
            string? changed = null;
            while (changed is null)
            {
                await Pause(context.Environment, cancellationToken).ConfigureAwait(false);
                changed = before.Keys.FirstOrDefault(path => StampOf(path) != before[path]);
            }

            context.Messages.Info($"'{context.Directory.Show(changed)}' has changed.");
        }
    }

    private static Task Pause(CliEnvironment environment, CancellationToken cancellationToken) =>
        environment.Pause is { } pause ? pause(cancellationToken) : Task.Delay(s_pause, environment.Clock, cancellationToken);

    private static SortedDictionary<string, string> Stamps(IEnumerable<string> paths)
    {
        var stamps = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            stamps[path] = StampOf(path);
        }

        return stamps;
    }

    /// <summary>What tells a changed file: its time and length; of a folder the names in it.</summary>
    private static string StampOf(string path)
    {
        try
        {
            return Directory.Exists(path) ? string.Join('/', Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
                : new FileInfo(path) is { Exists: true } file ? FormattableString.Invariant($"{file.LastWriteTimeUtc.Ticks}:{file.Length}")
                : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
