using System.Collections.Immutable;
using PolicyEngine.Evaluation;

namespace PolicyEngine.Language;

/// <summary>How rules are weighed against each other.</summary>
public enum Precedence
{
    /// <summary>A tag is dropped when some rule condemns it and none spares or keeps its image. Order never matters.</summary>
    KeepWins,

    /// <summary>Each image is decided by the first rule that selects it.</summary>
    FirstRule,
}

/// <summary>The <c>settings</c> of a policy. Immutable.</summary>
public sealed record PolicySettings
{
    /// <summary>How rules are weighed; keep-wins by default.</summary>
    public Precedence Precedence { get; init; }

    /// <summary>Whether what no rule matches is deleted; false by default.</summary>
    public bool DeletesUnmatched { get; init; }

    /// <summary>Nothing that is not older than this is ever deleted; one hour by default.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The time sources in order of preference; pushed, created by default.</summary>
    public ImmutableArray<AgeSource> AgeFrom { get; init; } = [AgeSource.Pushed, AgeSource.Created];

    /// <summary>Whether protected images are ranked with the others; false by default.</summary>
    public bool CountProtected { get; init; }

    /// <summary>Whether a ghcr package of which every image goes is deleted itself; false by default.</summary>
    public bool DeleteEmpty { get; init; }

    /// <summary>The names of the settings in which this differs from another.</summary>
    public IEnumerable<string> DifferencesTo(PolicySettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (string Name, bool Same)[] settings =
        [
            ("precedence", Precedence == other.Precedence),
            ("unmatched", DeletesUnmatched == other.DeletesUnmatched),
            ("grace", Grace == other.Grace),
            ("age-from", AgeFrom.SequenceEqual(other.AgeFrom)),
            ("count-protected", CountProtected == other.CountProtected),
            ("delete-empty", DeleteEmpty == other.DeleteEmpty),
        ];
        return settings.Where(s => !s.Same).Select(s => s.Name);
    }
}
