using System.Collections.Immutable;
using PolicyEngine.Selecting;
using PolicyEngine.Values;

namespace PolicyEngine.Policies;

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

    /// <summary>The IANA name of the zone whose calendar counts; UTC by default.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether a ghcr package of which every image goes is deleted itself; false by default.</summary>
    public bool DeleteEmpty { get; init; }

    /// <summary>How long a deletion is announced before it is carried out; null where it is not announced.</summary>
    public TimeSpan? Announce { get; init; }

    /// <summary>
    /// The keys of the settings that the policy itself states; the others are defaults, which give way to what another policy states.
    /// </summary>
    public ImmutableHashSet<string> Stated { get; init; } = [];

    /// <summary>What ages count from; untagged images count from their update
    /// only where the policy does not state <c>age-from</c> itself.</summary>
    internal AgeSources AgeSources => new(AgeFrom, UntaggedCountFromUpdate: !Stated.Contains("age-from"));

    /// <summary>The names of the settings that this and another both state, with different values.</summary>
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
            ("time-zone", CalendarZone.AreSame(TimeZone, other.TimeZone)),
            ("delete-empty", DeleteEmpty == other.DeleteEmpty),
            ("announce", Announce == other.Announce),
        ];
        return settings.Where(s => !s.Same && Stated.Contains(s.Name) && other.Stated.Contains(s.Name)).Select(s => s.Name);
    }

    /// <summary>The settings of this and of another that does not conflict with
    /// it (semantics.md#several-policies): what either states counts.</summary>
    internal PolicySettings Unite(PolicySettings other) =>
        new()
        {
            Precedence = Of("precedence", other).Precedence,
            DeletesUnmatched = Of("unmatched", other).DeletesUnmatched,
            Grace = Of("grace", other).Grace,
            AgeFrom = Of("age-from", other).AgeFrom,
            CountProtected = Of("count-protected", other).CountProtected,
            TimeZone = Of("time-zone", other).TimeZone,
            DeleteEmpty = Of("delete-empty", other).DeleteEmpty,
            Announce = Of("announce", other).Announce,
            Stated = Stated.Union(other.Stated),
        };

    private PolicySettings Of(string key, PolicySettings other) => Stated.Contains(key) ? this : other;
}
