using System.Collections.Immutable;

namespace PolicyEngine.Reporting.Checks;

/// <summary>The formats for integrity reports. A new one is a class in this folder, and a line here.</summary>
public static class CheckReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<ICheckFormat> All { get; } = [new TextCheckFormat(), new JsonCheckFormat()];

    /// <summary>The format of a name, or null.</summary>
    public static ICheckFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
