using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The files of one step of a workflow, in a folder of their own beside those of other steps. Immutable.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Report">Where the Markdown report goes; null for none.</param>
/// <param name="Cache">The folder that is kept between runs; null where none is.</param>
internal sealed record ActionFiles(string Folder, string? Report, string? Cache)
{
    /// <summary>The policy that the inputs make.</summary>
    public string Policy => Path.Combine(Folder, "retention.yaml");

    /// <summary>The plan.</summary>
    public string Plan => Path.Combine(Folder, "plan.json");

    /// <summary>What was done, as JSON.</summary>
    public string Outcome => Path.Combine(Folder, "outcome.json");

    /// <summary>The folder of the journal and of what belongs to it.</summary>
    public string JournalFolder => Path.Combine(Folder, "journal");

    /// <summary>The journal.</summary>
    public string Journal => Path.Combine(JournalFolder, "retention.journal.jsonl");

    /// <summary>Creates the folders.</summary>
    /// <param name="environment">The surroundings.</param>
    /// <param name="inputs">The inputs.</param>
    /// <exception cref="CliException">It is not a step of a workflow, or a folder cannot be created.</exception>
    public static ActionFiles Create(CliEnvironment environment, ActionInputs inputs)
    {
        var temporary =
            environment.Variable("RUNNER_TEMP") is { Length: > 0 } named && Path.IsPathRooted(named)
                ? named
                : throw CliException.Usage("This command runs the inputs of a workflow step; RUNNER_TEMP is not set.");
        var report = inputs.Text("report") switch
        {
            "none" => null,
            null => environment.Variable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary ? summary : null,
            var path => path,
        };
        try
        {
            var parent = Directory.CreateDirectory(Path.Combine(temporary, "policyengine")).FullName;
            var number = 1;
            while (Path.Exists(Path.Combine(parent, FormattableString.Invariant($"step-{number}"))))
            {
                number++;
            }

            var files = new ActionFiles(
                Path.Combine(parent, FormattableString.Invariant($"step-{number}")),
                report,
                inputs.Flag("cache") ? Directory.CreateDirectory(Path.Combine(temporary, "policyengine-cache")).FullName : null
            );
            Directory.CreateDirectory(files.JournalFolder);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"RUNNER_TEMP: {Cli.Files.InputFile.Reason(e)}", e);
        }
    }
}
