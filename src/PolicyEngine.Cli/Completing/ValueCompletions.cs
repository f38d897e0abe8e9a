using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Graph;
using PolicyEngine.Importing;
using PolicyEngine.Reference;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Completing;

/// <summary>
/// What shells offer for the values of arguments and options. Whatever cannot be read offers nothing: a completion never fails.
/// </summary>
internal static class ValueCompletions
{
    private const string PolicyFolder = "policies";
    private const string PolicyFile = ".github/retention.yaml";
    private const long MostBytes = 64 << 20;
    private const int MostNames = 500;

    /// <summary>Adds them to all commands.</summary>
    /// <param name="root">The root.</param>
    /// <param name="environment">The surroundings.</param>
    public static void AddTo(RootCommand root, CliEnvironment environment)
    {
        foreach (var command in root.Subcommands)
        {
            foreach (var argument in command.Arguments)
            {
                if (Find(command.Name, argument.Name, environment) is { } values)
                {
                    // Without a name of its own, the help would show the values.
                    argument.HelpName ??= argument.Name;
                    argument.CompletionSources.Add(context => values(context).Select(value => new CompletionItem(value)));
                }
            }

            foreach (var option in command.Options)
            {
                if (Find(command.Name, option.Name, environment) is { } values)
                {
                    option.CompletionSources.Add(context => values(context).Select(value => new CompletionItem(value)));
                }
            }
        }
    }

    private static Func<CompletionContext, IEnumerable<string>>? Find(string command, string name, CliEnvironment environment) =>
        (command, name) switch
        {
            ("import", "FORMAT") => static _ => ImporterCatalog.All.Select(importer => importer.Name),
            ("schema", "NAME") => static _ => SchemaCatalog.Names,
            ("completion", "SHELL") => static _ => CompletionScripts.Shells,
            ("explain", "REF") => context =>
                DiagnosticCatalog.All.Select(descriptor => descriptor.Id).Concat(References(context, environment)),
            (_, "--severity") => static context => Severities(context.WordToComplete),
            (_, "POLICY" or "OLD" or "NEW") => _ => Policies(environment),
            (_, "REPOSITORY" or "--target") => context => Repositories(context, environment).Select(graph => graph.Info.FullName),
            _ => null,
        };

    /// <summary>First the ids, then the levels of the one that is written.</summary>
    private static IEnumerable<string> Severities(string word) =>
        word.Split('=') is [var id, _]
            ? ((string[])["error", "warning", "info", "none"]).Select(level => $"{id}={level}")
            : DiagnosticCatalog.All.Select(descriptor => descriptor.Id + "=");

    private static string[] Policies(CliEnvironment environment)
    {
        try
        {
            var folder = Path.Combine(environment.CurrentDirectory, PolicyFolder);
            string[] files = Directory.Exists(folder)
                ?
                [
                    PolicyFolder,
                    .. Directory
                        .EnumerateFiles(folder)
                        .Select(path => Path.GetFileName(path))
                        .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal))
                        .Where(file => !file.Contains(".policytest.", StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal)
                        .Select(file => $"{PolicyFolder}/{file}"),
                ]
                : [];
            return File.Exists(Path.Combine(environment.CurrentDirectory, PolicyFile)) ? [.. files, PolicyFile] : files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The tags of the snapshot's only repository, or of each with its name.</summary>
    private static IEnumerable<string> References(CompletionContext context, CliEnvironment environment)
    {
        var graphs = Repositories(context, environment);
        return graphs
            .SelectMany(graph =>
                graph.Tags.Select(tag => graphs.Count == 1 ? graph.TagText(tag) : $"{graph.Info.FullName}:{graph.TagText(tag)}")
            )
            .Where(reference => !reference.Any(char.IsControl) && !reference.Contains(' ', StringComparison.Ordinal))
            .Take(MostNames);
    }

    private static IReadOnlyList<DigestGraph> Repositories(CompletionContext context, CliEnvironment environment)
    {
        if (
            context.ParseResult.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => option.Option.Name == "--snapshot")
            is not { Tokens: [var file] }
        )
        {
            return [];
        }

        try
        {
            var path = Path.GetFullPath(file.Value, environment.CurrentDirectory);
            if (!File.Exists(path) || new FileInfo(path).Length > MostBytes)
            {
                return [];
            }

            using var stream = File.OpenRead(path);
            return SnapshotReader.ReadGraphs(stream);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or SnapshotFormatException or InvalidDataException or ArgumentException)
        {
            return [];
        }
    }
}
