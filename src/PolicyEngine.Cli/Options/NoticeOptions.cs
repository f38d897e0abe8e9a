using System.CommandLine;
using System.Globalization;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Running;
using PolicyEngine.Oci;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.Options;

/// <summary>How long deletions are announced, and where that is written down.</summary>
internal sealed class NoticeOptions
{
    /// <summary>The value that stands for the repositories themselves.</summary>
    private const string InRegistry = "registry";
    private const string FileName = "retention.notice.json";
    private const int MostDays = 365;

    private readonly Option<string?> _rehearse = new("--rehearse")
    {
        Description =
            "Announce each deletion for DAYS: it is carried out once the same rule has condemned it in every run since [default: "
            + "settings.announce]",
        HelpName = "DAYS",
    };

    private readonly Option<string?> _notice = new("--notice")
    {
        Description =
            $"The file in which announcements are kept between runs, or '{InRegistry}' for the tag '{NoticeArtifact.Tag}' in each "
            + $"repository [default: {FileName} in the cache folder; without a cache beside the journal]",
        HelpName = $"FILE|{InRegistry}",
    };

    /// <summary>Creates the options.</summary>
    public NoticeOptions() =>
        _rehearse.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Read(token.Value) is null)
            {
                result.AddError($"--rehearse: '{token.Value}' is not a number of days from 1 to {MostDays}.");
            }
        });

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_rehearse);
        command.Options.Add(_notice);
    }

    /// <summary>How long everything is announced at least; null where the policies say it.</summary>
    public TimeSpan? Rehearsal(ParseResult parsed) => parsed.GetValue(_rehearse) is { } text ? Read(text) : null;

    /// <summary>Whether announcements are kept in the repositories themselves. A file of that name is <c>./registry</c>.</summary>
    public bool IsInRegistry(ParseResult parsed) => parsed.GetValue(_notice) == InRegistry;

    /// <summary>The file, absolute.</summary>
    /// <param name="context">The command.</param>
    /// <param name="cache">The cache folder; null where there is none.</param>
    /// <param name="journal">The journal as written; null where it is not named.</param>
    /// <exception cref="CliException">The folder of a file that the command line names does not exist.</exception>
    public string Path(CommandContext context, string? cache, string? journal)
    {
        if (context.Parsed.GetValue(_notice) is { } written)
        {
            var path = context.Directory.Resolve(written);
            OutputFile.Check(path, written);
            return path;
        }

        return System.IO.Path.Combine(
            cache ?? (journal is null ? context.Directory.FullPath : System.IO.Path.GetDirectoryName(context.Directory.Resolve(journal))!),
            FileName
        );
    }

    /// <summary>A number of days; a duration of whole days means the same.</summary>
    private static TimeSpan? Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays
            ? TimeSpan.FromDays(days)
        : Duration.TryParse(text, out var duration)
        && duration.Value >= TimeSpan.FromDays(1)
        && duration.Value <= TimeSpan.FromDays(MostDays)
            ? duration.Value
        : null;
}
