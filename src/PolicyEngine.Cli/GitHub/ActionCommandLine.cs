using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The command line that the inputs of the action mean. Immutable.</summary>
/// <param name="Command">The command.</param>
/// <param name="Words">All words, the command first.</param>
/// <param name="OwnPolicy">The text of the policy that the inputs make; null where a file is used.</param>
internal sealed record ActionCommandLine(string Command, IReadOnlyList<string> Words, string? OwnPolicy)
{
    private const string Plan = "plan";
    private const string Run = "run";

    /// <summary>Reads the inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="files">Where the files of the step go.</param>
    /// <param name="optionsOf">The names of the options of a command; empty for one that does not exist.</param>
    /// <param name="hasPolicy">Whether there are policies in the default places.</param>
    /// <param name="ownTarget">The package of this repository; null where it is not known.</param>
    /// <exception cref="CliException">An input is wrong, or two of them exclude each other.</exception>
    public static ActionCommandLine Read(
        ActionInputs inputs,
        ActionFiles files,
        Func<string, IReadOnlyCollection<string>> optionsOf,
        bool hasPolicy,
        string? ownTarget
    )
    {
        var written = inputs.Text("command");
        var policies = inputs.Words("policy");
        var own = ActionInputs.OfPolicy.FirstOrDefault(name => inputs.Text(name) is not null);
        if (own is not null && (policies.Count > 0 || written is not (null or Plan or Run)))
        {
            throw CliException.Usage(
                policies.Count > 0
                    ? $"'policy' and '{own}' exclude each other: a policy says itself what to delete."
                    : $"'{own}' makes a policy for the commands plan and run, not for '{written}'."
            );
        }

        var makesPolicy = own is not null || (policies.Count == 0 && !hasPolicy && written is (null or Plan or Run));
        var command = written ?? (makesPolicy ? Run : Plan);
        var words = new List<string> { command };
        var args = inputs.Words("args");
        var options = optionsOf(command);
        string? text = null;
        if (makesPolicy)
        {
            var targets = inputs.List("target");
            text = ActionPolicy.Write(
                inputs,
                targets.Count > 0 ? targets : [ownTarget ?? throw CliException.Usage("target: name the package, as in ghcr.io/acme/web.")]
            );
            words.Add(files.Policy);
        }
        else
        {
            words.AddRange(policies);
            words.AddRange(inputs.List("target").SelectMany(target => new[] { "--target", target }));
        }

        if (inputs.Flag("dry-run"))
        {
            Add("--dry-run", null);
            if (command is not Run and not Plan)
            {
                throw CliException.Usage($"'dry-run' goes with the command run, not with '{command}'.");
            }
        }

        words.AddRange(inputs.Lines("inputs").SelectMany(line => new[] { "--set", line }));
        Add("--detailed-exitcode", null);
        Add("--out", files.Plan);
        Add("--journal", files.Journal);
        AddOutput("json", files.Outcome);
        if (files.Report is { } report)
        {
            Add("--report", report);
        }

        if (files.Cache is { } cache)
        {
            Add("--cache", cache);
        }

        words.AddRange(args);
        return new ActionCommandLine(command, words, text);

        void Add(string name, string? value)
        {
            if (options.Contains(name) && !Says(name))
            {
                words.Add(name);
                words.AddRange(value is null ? [] : [value]);
            }
        }

        void AddOutput(string format, string path)
        {
            if (command is Run or "apply" && options.Contains("--output"))
            {
                words.AddRange(["--output", $"{format}={path}"]);
            }
        }

        bool Says(string name) => args.Any(word => word == name || word.StartsWith(name + "=", StringComparison.Ordinal));
    }
}
