using System.Text.RegularExpressions;

namespace PolicyEngine.InUse;

/// <summary>Charts in command lines of Helm, wherever they stand: <c>helm upgrade web oci://ghcr.io/acme/web --version 1.1.0</c>.</summary>
internal static partial class HelmCommands
{
    private const int MaxLine = 4096;

    public static void Collect(TextReader text, ReferenceBag bag)
    {
        var (first, command) = (1, "");
        foreach (var (number, line) in ReferenceLines.Read(text))
        {
            first = command.Length == 0 ? number : first;
            var isOpen = line.AsSpan().TrimEnd() is [.., '\\' or '`' or '^'] && command.Length < MaxLine;
            if (!isOpen && command.Length == 0)
            {
                CollectCommand(line, number, bag);
                continue;
            }

            command += $"{(isOpen ? line.AsSpan().TrimEnd()[..^1] : line)} ";
            if (!isOpen)
            {
                CollectCommand(command, first, bag);
                command = "";
            }
        }

        CollectCommand(command, first, bag);
    }

    private static void CollectCommand(string command, int line, ReferenceBag bag)
    {
        if (command.Length > 2 * MaxLine || !HelmPattern().IsMatch(command))
        {
            return;
        }

        foreach (var single in command.Split(["&&", "||", ";"], StringSplitOptions.None))
        {
            var versions = VersionPattern().Matches(single);
            var charts = ChartPattern().Matches(single);
            foreach (Match chart in charts)
            {
                var version = charts.Count == 1 && versions.Count == 1 ? versions[0].Groups["version"].Value : null;
                ChartKeys.AddVersion(chart.Groups["name"].Value.TrimEnd('/'), version, line, bag);
            }
        }
    }

    [GeneratedRegex(@"(?:\A|[^A-Za-z0-9_-])helm(?:file)?\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HelmPattern();

    [GeneratedRegex("""oci://(?<name>[^\s"'`;|&)@:]+(?::[0-9]+/[^\s"'`;|&)@:]+)?)(?=["'`;|&)\s]|\z)""", RegexOptions.CultureInvariant)]
    private static partial Regex ChartPattern();

    [GeneratedRegex("""--version[=\s]\s*["']?(?<version>[^\s"';|&)]+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VersionPattern();
}
