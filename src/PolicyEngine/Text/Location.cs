namespace PolicyEngine.Text;

/// <summary>A span in a source text.</summary>
public readonly record struct Location(SourceText Source, TextSpan Span)
{
    /// <summary>The zero-based start.</summary>
    public LinePosition Start => Source.GetPosition(Span.Start);

    /// <summary>The zero-based end (exclusive).</summary>
    public LinePosition End => Source.GetPosition(Span.End);

    /// <summary>What users see: <c>policies/web.yaml:23:5</c>.</summary>
    public override string ToString() => $"{Source.Path}:{Start}";
}
