using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics;

/// <summary>One occurrence of a <see cref="DiagnosticDescriptor"/> at a place in a source.</summary>
public sealed record Diagnostic
{
    /// <summary>What kind it is.</summary>
    public required DiagnosticDescriptor Descriptor { get; init; }

    /// <summary>The severity in force; the descriptor's unless the user overrides it.</summary>
    public required DiagnosticSeverity Severity { get; init; }

    /// <summary>One sentence; it quotes the user's text in <c>'…'</c>. May
    /// contain strings of a file or registry: renderers escape it.</summary>
    public required string Message { get; init; }

    /// <summary>The place, or null for a diagnostic about no file in particular.</summary>
    public Location? Location { get; init; }

    /// <summary>Other places that the message speaks of, each with what it is (<c>first defined here</c>).</summary>
    public ImmutableArray<(Location Location, string Note)> AdditionalLocations { get; init; } = [];

    /// <summary>A change that removes it, if one is known; none where its text would show the password of a URL.</summary>
    public CodeFix? Fix
    {
        get;
        init =>
            field =
                value is not null && (UrlPassword.IsIn(value.Title) || value.Edits.Any(e => UrlPassword.IsIn(e.NewText))) ? null : value;
    }

    /// <summary>The id, <c>PEnnnn</c>.</summary>
    public string Id => Descriptor.Id;

    /// <summary>Creates a diagnostic with the descriptor's own severity.</summary>
    public static Diagnostic Create(DiagnosticDescriptor descriptor, Location? location, params ReadOnlySpan<object?> args)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return new Diagnostic
        {
            Descriptor = descriptor,
            Severity = descriptor.DefaultSeverity,
            Location = location,
            Message = UrlPassword.Mask(string.Format(CultureInfo.InvariantCulture, descriptor.MessageFormat, args)),
        };
    }
}
