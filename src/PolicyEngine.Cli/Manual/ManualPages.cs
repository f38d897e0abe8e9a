using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;

namespace PolicyEngine.Cli.Manual;

/// <summary>The manual pages: one for the program and one for each command, made of what <c>--help</c> prints.</summary>
internal static partial class ManualPages
{
    private const string Program = "policyengine";

    /// <summary>So wide that help breaks no line.</summary>
    private const int Unbroken = 100_000;

    private static readonly (int Code, string Meaning)[] s_codes =
    [
        (ExitCode.Done, "Done, also when a plan has deletions."),
        (
            ExitCode.Failed,
            "The check failed: errors in a policy, failed tests, a limit that refused the plan, a stale plan, damage that check found."
        ),
        (ExitCode.Usage, "Wrong usage."),
        (
            ExitCode.Incomplete,
            "A repository could not be read completely, no target matches any repository, or the clock is wrong. "
                + "Nothing was deleted there; the rest was done."
        ),
        (ExitCode.LeftUndone, "Something was left undone that should have been done, or output could not be written completely."),
        (ExitCode.Changes, "There is something to delete, with --detailed-exitcode."),
        (ExitCode.Cancelled, "Cancelled."),
    ];

    private static readonly (string Name, string Meaning)[] s_variables =
    [
        (
            "POLICYENGINE_TOKEN",
            "The token for the registry. Sent to GitHub's hosts, to those that the command line names and to POLICYENGINE_TOKEN_HOSTS, "
                + "and to no others."
        ),
        ("GITHUB_TOKEN", "The token for GitHub Container Registry, where POLICYENGINE_TOKEN is not set."),
        ("POLICYENGINE_TOKEN_HOSTS", "More hosts that get the token, separated by commas."),
        ("POLICYENGINE_INPUT_NAME", "The value of the input NAME of a policy."),
        ("GITHUB_API_URL", "The base URL of GitHub's REST API."),
        ("DOCKER_CONFIG, REGISTRY_AUTH_FILE", "Where the logins of docker and podman are."),
        ("NO_COLOR, FORCE_COLOR", "Disable or enable colors."),
    ];

    /// <summary>All pages, with the names of their files.</summary>
    /// <param name="root">The program.</param>
    public static IEnumerable<(string File, string Text)> Render(Command root)
    {
        var commands = root.Subcommands.Where(c => !c.Hidden).ToArray();
        yield return (Program + ".1", OfProgram(root, commands));
        foreach (var command in commands)
        {
            yield return ($"{Program}-{command.Name}.1", OfCommand(root, command));
        }
    }

    private static string OfProgram(Command root, IReadOnlyList<Command> commands)
    {
        var help = Help(root);
        var page = Begin(Program, root.Description!.TrimEnd('.'), [$"{Program} <COMMAND> [options]"])
            .Section("DESCRIPTION")
            .Text(root.Description);
        Rows(page.Section("COMMANDS"), help["Commands"], name => $"{Program}-{name}(1)");
        Rows(page.Section("OPTIONS"), help["Options"]);
        page.Section("EXIT STATUS");
        foreach (var (code, meaning) in s_codes)
        {
            page.Term($"{code}", meaning);
        }

        page.Paragraph($"Where several apply, the highest counts, {ExitCode.Changes} aside.").Section("ENVIRONMENT");
        foreach (var (name, meaning) in s_variables)
        {
            page.Term(name, meaning);
        }

        return page.Section("SEE ALSO")
            .Text(string.Join(", ", commands.Select(c => $"{Program}-{c.Name}(1)")) + ".")
            .Paragraph($"{ProgramBuild.Home}")
            .ToString();
    }

    private static string OfCommand(Command root, Command command)
    {
        var help = Help(root, command.Name);
        var page = Begin($"{Program}-{command.Name}", command.Description!, help["Usage"])
            .Section("DESCRIPTION")
            .Text(command.Description + ".");
        if (help.TryGetValue("Arguments", out var arguments))
        {
            Rows(page.Section("ARGUMENTS"), arguments);
        }

        Rows(page.Section("OPTIONS"), help["Options"]);
        if (help.TryGetValue("Examples", out var examples))
        {
            page.Section("EXAMPLES");
            foreach (var (line, i) in examples.Select((line, i) => (line, i)))
            {
                _ =
                    !line.StartsWith("# ", StringComparison.Ordinal) ? page.Example(line)
                    : i == 0 ? page.Text(line[2..] + ":")
                    : page.Paragraph(line[2..] + ":");
            }
        }

        return page.Section("SEE ALSO").Text($"{Program}(1).").ToString();
    }

    private static Roff Begin(string name, string does, IEnumerable<string> usage)
    {
        var page = new Roff()
            .Title(name, ProgramBuild.Date ?? "", $"{Program} {ProgramBuild.Version}")
            .Section("NAME")
            .Text($"{name} - {does}")
            .Section("SYNOPSIS");
        foreach (var line in usage)
        {
            page.Text(line);
        }

        return page;
    }

    private static void Rows(Roff page, IEnumerable<string> rows, Func<string, string>? name = null)
    {
        foreach (var row in rows)
        {
            var (first, second) = Columns().Split(row, 2) is [var term, var meaning] ? (term, meaning) : (row, "");
            page.Term(name?.Invoke(first) ?? first, second.Length == 0 || second.EndsWith('.') ? second : second + ".");
        }
    }

    /// <summary>What help prints, by heading.</summary>
    private static Dictionary<string, List<string>> Help(Command root, params string[] command)
    {
        var text = new HelpText(new HelpAction(), Unbroken).Render(root.Parse([.. command, "--help"]));
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? section = null;
        foreach (var line in text.Split('\n'))
        {
            if (line is [not ' ', .., ':'])
            {
                sections[line[..^1]] = section = [];
            }
            else if (line is [' ', ' ', ..])
            {
                section!.Add(line.TrimStart());
            }
        }

        return sections;
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Columns();
}
