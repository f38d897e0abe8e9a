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

        // Of several commands on one line, each version is that of the chart before it, or of the only one.
        var versions = VersionPattern().Matches(command);
        var charts = ChartPattern().Matches(command);
        for (var i = 0; i < charts.Count; i++)
        {
            var (start, end) = (i == 0 ? 0 : charts[i].Index, i + 1 < charts.Count ? charts[i + 1].Index : command.Length);
            var own = versions.Where(v => v.Index >= start && v.Index < end).ToArray();
            ChartKeys.AddVersion(charts[i].Groups["name"].Value.TrimEnd('/'), own is [var one] ? one.Groups["version"].Value : null, line, bag);
        }
    }

    [GeneratedRegex(@"(?:\A|[^A-Za-z0-9_-])helm(?:file)?\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HelmPattern();

    [GeneratedRegex("""oci://(?<name>[^\s"'`;|&)@:]+(?::[0-9]+/[^\s"'`;|&)@:]+)?)(?=["'`;|&)\s]|\z)""", RegexOptions.CultureInvariant)]
    private static partial Regex ChartPattern();

    [GeneratedRegex("""--version[=\s]\s*["']?(?<version>[^\s"';|&)]+)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VersionPattern();
}
