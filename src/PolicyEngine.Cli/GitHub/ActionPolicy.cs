using System.Globalization;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Starting;
using PolicyEngine.Values;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The policy that the inputs of the action mean. Pure.</summary>
internal static class ActionPolicy
{
    private const string UntaggedAge = "7d";
    private static readonly string[] AlwaysKept = ["latest", "main", "master"];

    /// <summary>The text of the policy.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="targets">The targets as they are written.</param>
    /// <exception cref="CliException">An input is wrong, or nothing would be deleted.</exception>
    public static string Write(ActionInputs inputs, IReadOnlyList<string> targets)
    {
        var (newest, age) = (Newest(inputs), Age(inputs));
        var selected = inputs.List("delete-tags");
        var kept = Kept(inputs, isSelected: selected.Count > 0);
        var text = new StringBuilder();
        Line("version: 1");
        Line("name: retention");
        Line("targets:");
        foreach (var target in targets)
        {
            Line($"  - {StarterFiles.InQuotes(target)}");
        }

        if (kept.Count > 0)
        {
            Line("protect:");
            Line("  - id: kept");
            Line($"    tags: {Flow(kept)}");
        }

        Line("rules:");
        var hasRule = false;
        if (selected.Count > 0 || newest is not null)
        {
            hasRule = true;
            Line("  - id: tagged");
            Line(selected.Count > 0 ? $"    match: {{ tags: {Flow(selected)} }}" : "    match: { tagged: true }");
            string?[] limits = [age is null ? null : $"older-than: {age}", newest is null ? null : $"except-newest: {newest}"];
            Line(limits.Any(l => l is not null) ? $"    delete: {{ {string.Join(", ", limits.OfType<string>())} }}" : "    delete: all");
        }

        if (inputs.Flag("delete-untagged", @default: true))
        {
            hasRule = true;
            Line("  - id: untagged");
            Line("    match: { tagged: false }");
            Line($"    delete: {{ older-than: {age ?? UntaggedAge} }}");
        }

        return hasRule
            ? text.ToString()
            : throw CliException.Usage(
                "The inputs select nothing to delete: set delete-untagged, delete-tags or keep-newest, or name a policy."
            );

        void Line(string line) => text.Append(line).Append('\n');
    }

    /// <summary>What is kept whatever else is said. Who names the tags to
    /// delete has said enough of versions; who only counts has not.</summary>
    private static IReadOnlyList<string> Kept(ActionInputs inputs, bool isSelected) =>
        inputs.Text("keep-tags") is not null ? inputs.List("keep-tags")
        : isSelected ? AlwaysKept
        : [.. AlwaysKept, "v[0-9]*"];

    private static int? Newest(ActionInputs inputs) =>
        inputs.Text("keep-newest") switch
        {
            null => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => count,
            var text => throw CliException.Usage($"keep-newest: '{text}' is not a count such as 5."),
        };

    private static string? Age(ActionInputs inputs) =>
        inputs.Text("older-than") switch
        {
            null => null,
            var text when Duration.TryParse(text, out _) => text,
            var text => throw CliException.Usage($"older-than: '{text}' is not a duration such as 14d or 12h."),
        };

    private static string Flow(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(StarterFiles.InQuotes))}]";
}
