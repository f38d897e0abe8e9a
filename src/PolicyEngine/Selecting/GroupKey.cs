using System.Collections.Immutable;
using PolicyEngine.Graph;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>What counts are grouped by: a key of <c>per</c>, or what versions count by themselves. Immutable.</summary>
/// <param name="Text">As written: <c>semver.major</c>, <c>label:team</c>, the name of a capture group.</param>
internal abstract record GroupKey(string Text)
{
    internal const string Major = "semver.major";
    internal const string Minor = "semver.minor";

    /// <summary>Whether its groups are of what the configs of images say, which may be unread.</summary>
    public virtual bool NeedsConfigs => false;

    /// <summary>Whether it groups by versions, which are never compared across names and flavours (semantics.md#versions).</summary>
    public virtual bool IsByVersion => false;

    /// <summary>The groups of an image by one of its tags, -1 for none; none where it has no group, or where that is not known.</summary>
    public abstract ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag);

    /// <summary>A group of a name; none without.</summary>
    private protected static ImmutableArray<GroupName> Named(string? name) => name is null ? [] : [GroupName.Of(name)];
}

/// <summary><c>semver.major</c> and <c>semver.minor</c>.</summary>
internal sealed record SemverGroup(string Text) : GroupKey(Text)
{
    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag) =>
        Named(
            (tag < 0 ? null : context.VersionOf(tag)) is not { } version ? null
            : Text == Major ? version.MajorText
            : version.MinorText
        );
}

/// <summary><c>version.major</c>, <c>version.minor</c>, <c>version.patch</c>: the first parts of the version.</summary>
/// <param name="Text">As written.</param>
/// <param name="Parts">The number of parts.</param>
internal sealed record VersionPartGroup(string Text, int Parts) : GroupKey(Text)
{
    /// <inheritdoc/>
    public override bool IsByVersion => true;

    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag) =>
        Named((tag < 0 ? null : context.ImageVersionOf(tag))?.Join(Parts));
}

/// <summary>The name before a version, and its flavour: what <c>version.flavour</c>
/// means, and what every count by version is divided by.</summary>
/// <param name="Captured">The capture group that states the version; null for the tag itself.</param>
internal sealed record FlavourGroup(CaptureGroup? Captured = null) : GroupKey(Flavour)
{
    internal const string Flavour = "version.flavour";

    /// <inheritdoc/>
    public override bool IsByVersion => Captured is null;

    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag) =>
        VersionOf(context, tag) is { } version ? [new GroupName($"{version.Prefix}\u0002{version.Flavour}", Describe(version))] : [];

    private ImageVersion? VersionOf(EvaluationContext context, TagId tag) =>
        tag < 0 ? null
        : Captured is null ? context.ImageVersionOf(tag)
        : Captured.ValueOf(context.Graph.TagText(tag)) is { } text && ImageVersion.TryParse(text, out var version) ? version
        : null;

    private static string Describe(ImageVersion version) =>
        string.Join(
            ", ",
            new[]
            {
                version.Prefix.Length == 0 ? "" : version.Prefix + "*",
                version.Flavour.Length == 0 ? "" : "flavour " + version.Flavour,
            }.Where(t => t.Length > 0)
        );
}

/// <summary>A capture group of <c>match.tags.regex</c>.</summary>
/// <param name="Group">The group.</param>
internal sealed record CapturedGroup(CaptureGroup Group) : GroupKey(Group.Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag) =>
        Named(tag < 0 ? null : Group.ValueOf(context.Graph.TagText(tag)));
}

/// <summary><c>label:NAME</c>: of an index the labels of each present child.</summary>
/// <param name="Name">The name of the label.</param>
internal sealed record LabelGroup(string Name) : GroupKey(Start + Name)
{
    internal const string Start = "label:";

    /// <inheritdoc/>
    public override bool NeedsConfigs => true;

    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag)
    {
        if (ImageLabels.AreUnknown(context.Graph, node))
        {
            return [];
        }

        return
        [
            .. ImageLabels
                .Of(context.Graph, node)
                .Where(l => l.Key == Name)
                .Select(l => l.Value)
                .Distinct(StringComparer.Ordinal)
                .Select(GroupName.Of),
        ];
    }
}

/// <summary><c>annotation:NAME</c>.</summary>
/// <param name="Name">The name of the annotation.</param>
internal sealed record AnnotationGroup(string Name) : GroupKey(Start + Name)
{
    internal const string Start = "annotation:";

    /// <inheritdoc/>
    public override ImmutableArray<GroupName> NamesOf(EvaluationContext context, NodeId node, TagId tag) =>
        [.. context.Graph.AnnotationsOf(node).Where(a => a.Key == Name).Select(a => GroupName.Of(a.Value)).Take(1)];
}

/// <summary>A group that counts.</summary>
/// <param name="Key">What tells it from others.</param>
/// <param name="Text">What it is called; empty where nothing need be said of it.</param>
internal readonly record struct GroupName(string Key, string Text)
{
    private const int LongestText = 60;

    /// <summary>The group of everything.</summary>
    public static GroupName Everything { get; } = new(string.Empty, string.Empty);

    /// <summary>A group that is called by its value, which may come from the registry.</summary>
    public static GroupName Of(string value) => new(value, value.Length == 0 ? "''" : TerminalText.Escape(value, LongestText));

    /// <summary>The group of both.</summary>
    public GroupName With(GroupName other) =>
        new(
            Escape(Key) + '\0' + Escape(other.Key),
            Text.Length == 0 ? other.Text
                : other.Text.Length == 0 ? Text
                : $"{Text}, {other.Text}"
        );

    /// <summary>Keeps what labels hold from being taken for the separator.</summary>
    private static string Escape(string key) =>
        key.AsSpan().IndexOfAny('\0', '\u0001') < 0
            ? key
            : key.Replace("\u0001", "\u0001\u0001", StringComparison.Ordinal).Replace("\0", "\u0001\u0002", StringComparison.Ordinal);
}
