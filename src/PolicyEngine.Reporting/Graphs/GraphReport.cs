using System.Collections.Immutable;

namespace PolicyEngine.Reporting.Graphs;

/// <summary>The formats for digest graphs. A new one is a class in this folder, and a line here.</summary>
public static class GraphReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IGraphFormat> All { get; } = [new TextGraphFormat(), new JsonGraphFormat(), new MermaidGraphFormat(), new DotGraphFormat()];

    /// <summary>The format of a name, or null.</summary>
    public static IGraphFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
