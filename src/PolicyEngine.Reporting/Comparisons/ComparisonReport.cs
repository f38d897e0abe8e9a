using System.Collections.Immutable;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>The formats for comparisons of policies. A new one is a class in this folder, and a line here.</summary>
public static class ComparisonReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IComparisonFormat> All { get; } = [new TextComparisonFormat(), new JsonComparisonFormat(), new MarkdownComparisonFormat()];

    /// <summary>The format of a name, or null.</summary>
    public static IComparisonFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
