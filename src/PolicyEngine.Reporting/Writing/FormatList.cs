using System.Collections.Immutable;

namespace PolicyEngine.Reporting.Writing;

/// <summary>The formats of one subject. Immutable, thread-safe.</summary>
/// <typeparam name="T">What is shown.</typeparam>
public sealed class FormatList<T>
{
    internal FormatList(params ImmutableArray<IFormat<T>> all) => All = all;

    /// <summary>All formats; the first is the default.</summary>
    public ImmutableArray<IFormat<T>> All { get; }

    /// <summary>The names after <c>--format</c>, the default first.</summary>
    public IEnumerable<string> Names => All.Select(format => format.Name);

    /// <summary>The format of a name, or null.</summary>
    public IFormat<T>? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
