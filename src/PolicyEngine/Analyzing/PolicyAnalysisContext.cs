using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Lints;
using PolicyEngine.Policies;
using PolicyEngine.Text;

namespace PolicyEngine.Analyzing;

/// <summary>What a <see cref="PolicyAnalyzer"/> looks at: one policy, with those that are compiled with it. Not thread-safe.</summary>
public sealed class PolicyAnalysisContext
{
    private readonly LintContext _lint;
    private readonly ImmutableArray<DiagnosticDescriptor> _supported;
    private readonly DiagnosticBag _found;
    private bool _isOver;

    internal PolicyAnalysisContext(
        LintContext lint,
        ImmutableArray<Policy> policies,
        ImmutableArray<DiagnosticDescriptor> supported,
        DiagnosticBag found
    )
    {
        _lint = lint;
        _supported = supported;
        _found = found;
        Policies = policies;
    }

    /// <summary>The policy to look at. Where <see cref="HasErrors"/>, it holds only what could be bound.</summary>
    public Policy Policy => _lint.Policy;

    /// <summary>All policies of the compilation, this one included.</summary>
    public ImmutableArray<Policy> Policies { get; }

    /// <summary>
    /// Whether a file of the compilation has an error, so that rules or protections may be absent which the text has. Do not report then
    /// that something is missing.
    /// </summary>
    public bool HasErrors => !_lint.IsWhole;

    /// <summary>
    /// Whether an entry of <c>protect</c>, in this policy or in one that applies wherever this one does, protects every image with the tag.
    /// False also where that depends on the image.
    /// </summary>
    /// <param name="tag">A tag, such as <c>v1.2.3</c>.</param>
    public bool IsProtected(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return _lint.IsProtected(tag);
    }

    /// <summary>
    /// Reports an occurrence. Warnings and infos can be suppressed in the file, and changed by <c>CompilerOptions.Severities</c>; errors
    /// stay.
    /// </summary>
    /// <param name="diagnostic">One of the analyzer's kinds, at a place of the policy's text or without a place.</param>
    /// <exception cref="ArgumentException">
    /// It is of a kind that the analyzer does not support, or lies outside of the policy's text.
    /// </exception>
    /// <exception cref="InvalidOperationException"><see cref="PolicyAnalyzer.Analyze"/> has returned.</exception>
    public void ReportDiagnostic(Diagnostic diagnostic)
    {
        if (diagnostic is null)
        {
            throw Misused(new ArgumentNullException(nameof(diagnostic)));
        }

        if (_isOver)
        {
            throw new InvalidOperationException("A diagnostic was reported after the analysis.");
        }

        if (!_supported.Any(d => ReferenceEquals(d, diagnostic.Descriptor)))
        {
            throw Misused(new ArgumentException($"SupportedDiagnostics does not have the descriptor of '{diagnostic.Descriptor?.Id}'"));
        }

        if (string.IsNullOrWhiteSpace(diagnostic.Message) || !Enum.IsDefined(diagnostic.Severity))
        {
            throw Misused(new ArgumentException($"'{diagnostic.Id}' has no message, or no severity"));
        }

        if (diagnostic.Location is { } place && !(ReferenceEquals(place.Source, Policy.Source) && IsInside(place)))
        {
            throw Misused(new ArgumentException($"the place of '{diagnostic.Id}' is not in the text of the policy"));
        }

        if (diagnostic.AdditionalLocations.IsDefault || !diagnostic.AdditionalLocations.All(a => IsInside(a.Location)))
        {
            throw Misused(new ArgumentException($"a further place of '{diagnostic.Id}' is not in its text"));
        }

        if (diagnostic.Fix is { } fix && (diagnostic.Location is null || !Fits(fix)))
        {
            throw Misused(
                new ArgumentException($"the edits of the fix of '{diagnostic.Id}' overlap, or are not in the text of the policy")
            );
        }

        _found.Add(diagnostic);
    }

    /// <summary>The first misuse: an analyzer that catches the exception lost what it would have reported.</summary>
    internal ArgumentException? Misuse { get; private set; }

    /// <summary>Ends the analysis.</summary>
    internal void Close() => _isOver = true;

    private ArgumentException Misused(ArgumentException misuse)
    {
        Misuse ??= misuse;
        return misuse;
    }

    private static bool IsInside(Location place) => place.Source is { } source && IsInside(source, place.Span);

    private static bool IsInside(SourceText source, TextSpan span) => span.Start >= 0 && span.End <= source.Text.Length;

    private bool Fits(CodeFix fix)
    {
        var end = 0;
        foreach (var edit in fix.Edits.IsDefault ? [] : fix.Edits)
        {
            if (edit.Span.Start < end || edit.NewText is null || !IsInside(Policy.Source, edit.Span))
            {
                return false;
            }

            end = edit.Span.End;
        }

        return !fix.Edits.IsDefaultOrEmpty;
    }
}
