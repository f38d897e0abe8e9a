using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary><c>settings</c>.</summary>
internal sealed class SettingsType : ValueType<PolicySettings>
{
    private static readonly Property<Precedence> PrecedenceKey = new(
        "precedence",
        new ChoiceType<Precedence>(("keep-wins", Precedence.KeepWins), ("first-rule", Precedence.FirstRule)),
        "'keep-wins': a tag is dropped when some rule condemns it and none spares or keeps its image; order "
            + "never matters. 'first-rule': each image is decided by the first rule that selects it."
    )
    {
        Default = "keep-wins",
    };

    private static readonly Property<bool> Unmatched = new(
        "unmatched",
        new ChoiceType<bool>(("keep", false), ("delete", true)),
        "What happens to images and tags that no delete rule selects. 'delete' turns the policy into a list of what to keep."
    )
    {
        Default = "keep",
    };

    private static readonly Property<Duration> Grace = new(
        "grace",
        new DurationType(),
        "Images that are not older than this, or whose age is unknown, are never deleted. This protects pushes in progress."
    )
    {
        Default = "1h",
        OtherWords = ["grace-period"],
    };

    private static readonly Property<ImmutableArray<AgeSource>> AgeFrom = new(
        "age-from",
        new ListType<AgeSource>(
            new ChoiceType<AgeSource>(("pushed", AgeSource.Pushed), ("updated", AgeSource.Updated), ("created", AgeSource.Created))
        ),
        "The times that an age may be measured from, in order of preference: 'pushed' and "
            + "'updated' are the registry's, 'created' is stated by the image itself. "
            + "Without this key, the age of an untagged image is measured from the later of push and update "
            + "where the registry states both: an image that has just lost its tag is young."
    )
    {
        Default = new JsonArray("pushed", "created"),
    };

    private static readonly Property<bool> CountProtected = new(
        "count-protected",
        new BooleanType(),
        "Whether protected images are ranked with the others and take up places of 'except-newest' and 'newest'."
    )
    {
        Default = false,
    };

    private static readonly Property<string> TimeZone = new(
        "time-zone",
        new TimeZoneType(),
        "The time zone whose hours, days, weeks, months, quarters and years 'hourly' to 'yearly' "
            + "count, by its IANA name. The database of zones is part of the program."
    )
    {
        Default = "UTC",
        Examples = ["Europe/Berlin", "America/New_York"],
        OtherWords = ["timezone", "tz", "zone"],
    };

    private static readonly Property<bool> DeleteEmpty = new(
        "delete-empty",
        new BooleanType(),
        "Whether a package of GitHub Container Registry is deleted itself when all its images are."
    )
    {
        Default = false,
    };

    private static readonly Property<Duration> Announce = new(
        "announce",
        new DurationType(),
        "How long 'run' announces a deletion before it carries it out: an image is deleted once the same rule has condemned it in "
            + "every run since then. "
            + "The announcements are in a notice file beside the cache, or where --notice says."
    )
    {
        Examples = ["7d"],
        OtherWords = ["rehearse", "rehearsal", "wait"],
    };

    /// <summary>The keys of the settings.</summary>
    internal static readonly MappingShape Shape = new(
        "'settings'",
        [PrecedenceKey, Unmatched, Grace, AgeFrom, CountProtected, TimeZone, DeleteEmpty, Announce]
    )
    {
        Elsewhere = static () => [("under 'limits'", LimitsType.Shape.Keywords)],
    };

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out PolicySettings value)
    {
        var defaults = new PolicySettings();
        value = defaults;
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        value = new PolicySettings
        {
            Precedence = bag.Get(PrecedenceKey, defaults.Precedence),
            DeletesUnmatched = bag.Get(Unmatched, defaults.DeletesUnmatched),
            Grace = bag.TryGet(Grace, out var grace) ? grace.Value : defaults.Grace,
            AgeFrom = bag.Get(AgeFrom, defaults.AgeFrom),
            CountProtected = bag.Get(CountProtected, defaults.CountProtected),
            TimeZone = bag.Get(TimeZone, defaults.TimeZone),
            DeleteEmpty = bag.Get(DeleteEmpty, defaults.DeleteEmpty),
            Announce = bag.TryGet(Announce, out var announce) ? announce.Value : null,
            Stated = [.. bag.Values.Keys.Select(property => property.Keyword)],
        };
        return true;
    }
}
