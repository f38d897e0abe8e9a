namespace PolicyEngine.Reporting.Writing;

/// <summary>A format for something that is shown. Implementations are immutable
/// and thread-safe, and write the same bytes for the same input.</summary>
/// <typeparam name="T">What is shown: a plan, diagnostics, a graph.</typeparam>
public interface IFormat<in T>
{
    /// <summary>The name after <c>--format</c>, lower-case.</summary>
    string Name { get; }

    /// <summary>Writes it in UTF-8 with line feeds. Strings of registries are escaped
    /// as the format needs. A list is enumerated at most once a pass.</summary>
    /// <param name="subject">What is shown.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where to; stays open, and is flushed.</param>
    /// <exception cref="ReportTemplateException">The user's template is wrong (Markdown only).</exception>
    void Write(T subject, ReportOptions options, Stream output);
}
