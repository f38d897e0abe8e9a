using System.Collections.Immutable;

namespace PolicyEngine.Reporting.Explanations;

/// <summary>The formats for explanations. A new one is a class in this folder, and a line here.</summary>
public static class ExplanationReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IExplanationFormat> All { get; } = [new TextExplanationFormat(), new JsonExplanationFormat()];

    /// <summary>The format of a name, or null.</summary>
    public static IExplanationFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
