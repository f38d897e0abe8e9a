using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Policies;

/// <summary>Finds the policy files that a user means (semantics.md#applying).</summary>
internal sealed class PolicyFinder(WorkingDirectory directory, Messages messages)
{
    /// <summary>The longest file that is read, in bytes (semantics.md#diagnostics);
    /// of longer ones as much as shows that they are.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The folder that policies are looked for in.</summary>
    internal const string DefaultFolder = "policies";

    private const string DefaultFile = ".github/retention.yaml";

    private static readonly string[] NearFolders = ["policy", ".github/policies", ".github/retention"];

    /// <summary>The files of the arguments in their order, those of a folder
    /// by name, each once; the default places if there is none.</summary>
    /// <exception cref="CliException">There is none, or one cannot be read.</exception>
    public IReadOnlyList<PolicyFile> Find(IReadOnlyList<string> arguments)
    {
        // In the order of the command line: where the first rule decides, it counts.
        var files = new OrderedDictionary<string, PolicyFile>(StringComparer.Ordinal);
        foreach (var written in arguments.Count > 0 ? arguments : FindDefault())
        {
            var path = directory.Resolve(written);
            var isAbsolute = arguments.Count > 0 && Path.IsPathRooted(written);
            var found = Directory.Exists(path)
                ? ReadFolder(path, isAbsolute)
                : [File.Exists(path) || !IsRepository(written) ? Read(path, isAbsolute) : throw Misplaced(written)];
            foreach (var file in found)
            {
                if (!files.TryAdd(file.FullPath, file) && file.FoundIn is not null)
                {
                    files[file.FullPath] = file;
                }
            }
        }

        return [.. files.Values];
    }

    /// <summary>The paths of the policies in a folder, as they are shown; none where the folder is not there.</summary>
    /// <exception cref="CliException">One cannot be read.</exception>
    public IReadOnlyList<string> PathsIn(string folder) =>
        Directory.Exists(directory.Resolve(folder))
            ?
            [
                .. ListFolder(directory.Resolve(folder))
                    .Select(path => Read(path, Path.IsPathRooted(folder)))
                    .Where(file => IsPolicy(file.Source))
                    .Select(file => file.Source.Path),
            ]
            : [];

    /// <summary>Whether there are policies in the default places, or something that was most likely meant to be one.</summary>
    /// <param name="start">The folder to start from, absolute.</param>
    internal static bool HasDefault(string start) =>
        SearchedFolders(start)
            .Any(folder =>
                Directory.Exists(Path.Combine(folder, DefaultFolder))
                || File.Exists(Path.Combine(folder, DefaultFile))
                || FindNear(folder).Any()
            );

    /// <summary>Whether a word that is not a path here is most likely a target.</summary>
    private static bool IsRepository(string written) =>
        !written.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        && !written.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
        && (
            written.StartsWith($"{TargetParser.Layout}:", StringComparison.Ordinal)
            || (written.Split('/') is [not ("." or ".."), _, ..] parts && TargetParser.IsRegistry(parts[0]))
        );

    private static CliException Misplaced(string written) =>
        CliException.Usage(
            $"The file or folder '{TerminalText.Escape(written)}' does not exist. To name a "
                + $"repository use --target: 'policyengine plan --target {ShellWord.Of(written)}'."
        );

    private string Show(string path, bool isAbsolute) => isAbsolute ? path.Replace(Path.DirectorySeparatorChar, '/') : directory.Show(path);

    private IReadOnlyList<string> FindDefault()
    {
        foreach (var folder in SearchedFolders(directory.FullPath))
        {
            string[] places = [Path.Combine(folder, DefaultFolder), Path.Combine(folder, DefaultFile)];
            if (Directory.Exists(places[0]) && ListFolder(places[0]).Length > 0)
            {
                if (File.Exists(places[1]))
                {
                    messages.Warning(
                        $"The policies are those of '{directory.Show(places[0])}'; "
                            + $"'{directory.Show(places[1])}' is not used. Name both to use both."
                    );
                }

                return [places[0]];
            }

            if (File.Exists(places[1]))
            {
                return [places[1]];
            }
        }

        var near = SearchedFolders(directory.FullPath).SelectMany(FindNear).Select(directory.Show).FirstOrDefault();
        var advice = near is null
            ? "Name a policy file or a folder of policies, or create a first policy with 'policyengine init'."
            : $"Did you mean '{near}'? Name it on the command line, or rename it.";
        throw CliException.Usage($"No policy found: neither a folder '{DefaultFolder}' with policies nor a file '{DefaultFile}'. {advice}");
    }

    /// <summary>Files and folders that are nearly where policies are looked for.</summary>
    private static IEnumerable<string> FindNear(string folder)
    {
        string[] names = ["retention", "policy", "policies", "policyengine"];
        string[] extensions = [".yml", ".yaml"];
        return new[] { Path.Combine(folder, ".github"), folder }
            .SelectMany(f => names.SelectMany(n => extensions.Select(e => Path.Combine(f, n + e))))
            .Where(File.Exists)
            .Concat(NearFolders.Select(n => Path.Combine(folder, n)).Where(f => Directory.Exists(f) && ListFolder(f).Length > 0));
    }

    /// <summary>A folder and those above it up to the git root. Outside of a
    /// git repository nothing above a folder is anybody's business.</summary>
    internal static IEnumerable<string> SearchedFolders(string start)
    {
        for (var folder = start; ; folder = Path.GetDirectoryName(folder)!)
        {
            yield return folder;
            if (Path.Exists(Path.Combine(folder, ".git")) || !IsInGit(folder))
            {
                yield break;
            }
        }
    }

    private static bool IsInGit(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Exists(Path.Combine(above, ".git")))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] ListFolder(string folder)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Where(f =>
                        f.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
                    )
                    .Where(f => !Path.GetFileNameWithoutExtension(f).EndsWith(".policytest", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"The folder '{folder}' cannot be read: {InputFile.Reason(e)}", e);
        }
    }

    private List<PolicyFile> ReadFolder(string folder, bool isAbsolute)
    {
        var policies = new List<PolicyFile>();
        foreach (var path in ListFolder(folder))
        {
            var file = Read(path, isAbsolute);
            if (IsPolicy(file.Source))
            {
                policies.Add(file with { FoundIn = Show(folder, isAbsolute) });
            }
            else
            {
                messages.Detail($"'{file.Source.Path}' is not a policy: it has neither 'version' nor 'rules'.");
            }
        }

        return policies.Count > 0
            ? policies
            : throw CliException.Usage(
                $"The folder '{Show(folder, isAbsolute)}' has no policy. Create a first one with 'policyengine init'."
            );
    }

    private PolicyFile Read(string path, bool isAbsolute)
    {
        var shown = Show(path, isAbsolute);
        var bytes = InputFile.ReadAtMost(path, shown, MaxBytes);
        return new PolicyFile(path, SourceText.From(shown, bytes), bytes);
    }

    /// <summary>A file that cannot be parsed counts as a policy: its protections must not be missed because of a typing error.</summary>
    private static bool IsPolicy(SourceText source)
    {
        var tree = SyntaxTree.Parse(source);
        return tree.Root is MappingSyntax root && (root.Find("version") ?? root.Find("rules")) is not null
            || tree.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
    }
}
