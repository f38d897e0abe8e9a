using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;

namespace PolicyEngine.Reporting.Plans;

/// <summary>What becomes of the images of a group.</summary>
internal enum GroupEffect
{
    /// <summary>They are deleted.</summary>
    Delete,

    /// <summary>Tags are removed from images that are kept.</summary>
    Untag,

    /// <summary>The registry does not let them go.</summary>
    Retain,

    /// <summary>They are kept.</summary>
    Keep,
}

/// <summary>The images that one rule or protection decides about in the same way; where none
/// spoke, those with the same sentence. Not thread-safe while images are added.</summary>
internal sealed class RuleGroup(GroupEffect effect, VerdictKind kind, string? rule, string? source)
{
    private readonly SharedReason _reason = new();
    private readonly List<(DateTimeOffset Time, string Tag)> _tags = [];
    private readonly List<ImageRow> _images = [];
    private bool _isSorted;

    /// <summary>What becomes of them.</summary>
    public GroupEffect Effect => effect;

    /// <summary>Why, in one word.</summary>
    public VerdictKind Kind => kind;

    /// <summary>The rule, protection or setting; null where none spoke.</summary>
    public string? Rule => rule;

    /// <summary>Its place.</summary>
    public string? Source => source;

    /// <summary>The images; tags that are removed count with the images that have them.</summary>
    public int Images { get; private set; }

    /// <summary>The manifests, images included.</summary>
    public int Manifests { get; private set; }

    /// <summary>The bytes, each blob counted for one group only where the plan knows its blobs.</summary>
    public long Bytes { get; private set; }

    /// <summary>Images without a tag.</summary>
    public int Untagged { get; private set; }

    /// <summary>The tags.</summary>
    public int Tags => _tags.Count;

    /// <summary>The images that are deleted or retained; empty for what is kept, which is only counted.</summary>
    public IReadOnlyList<ImageRow> Rows => _images;

    /// <summary>What the criteria of the rule say of all of them, or the sentence that stands
    /// for all; <see cref="SharedReason.Needed"/> where only parts are in it.</summary>
    public string Words => _reason.Words(rule) ?? SharedReason.Needed;

    /// <summary>The first tags, those of the newest images first.</summary>
    public IEnumerable<string> NewestTags(int count)
    {
        if (!_isSorted)
        {
            _tags.Sort((a, b) => b.Time.CompareTo(a.Time) is not 0 and var order ? order : string.CompareOrdinal(a.Tag, b.Tag));
            _isSorted = true;
        }

        return _tags.Take(count).Select(item => item.Tag);
    }

    /// <summary>Adds an image.</summary>
    public void Add(ImageRow image, bool listed)
    {
        Images++;
        AddPart(image.Root);
        _reason.Add(image.Root.Verdict);
        var before = _tags.Count;
        foreach (var tag in image.Root.Tags.Where(tag => !ReferrerTagName.TryParse(tag, out _)))
        {
            _tags.Add((image.Root.AgeFrom ?? DateTimeOffset.MinValue, tag));
        }

        Untagged += _tags.Count == before ? 1 : 0;
        if (listed)
        {
            _images.Add(image);
        }
    }

    /// <summary>Adds a manifest that shares the fate of one of its images.</summary>
    public void AddPart(PlannedManifest part)
    {
        Manifests++;
        Bytes += ImageRow.BytesOf(part);
    }

    /// <summary>Adds a manifest that belongs to no image, with its own reason.</summary>
    public void AddAlone(PlannedManifest part)
    {
        AddPart(part);
        if (part.Verdict.Kind is not (VerdictKind.Needed or VerdictKind.Follows))
        {
            _reason.Add(part.Verdict);
        }
    }

    /// <summary>Adds a tag that is removed.</summary>
    public void Add(PlannedUntag untag, bool isNewImage)
    {
        Images += isNewImage ? 1 : 0;
        _tags.Add((DateTimeOffset.MinValue, untag.Tag));
        _reason.Add(untag.Verdict);
    }

    /// <summary>How it is headed: <c>kept by 'pull-requests': among the newest 3</c>. Nothing is escaped.</summary>
    /// <param name="name">Shows the name of the rule.</param>
    /// <param name="text">Shows the words.</param>
    public string Heading(Func<string, string> name, Func<string, string> text)
    {
        if (rule is null || rule.StartsWith("settings.", StringComparison.Ordinal))
        {
            return text(Words.TrimEnd('.'));
        }

        var lead = (effect, kind) switch
        {
            (GroupEffect.Delete or GroupEffect.Untag, _) => "",
            (GroupEffect.Retain, VerdictKind.Locked) => "locked in the registry, else deleted by ",
            (GroupEffect.Retain, _) => "retained by the registry, else deleted by ",
            (_, VerdictKind.LeftOut or VerdictKind.UnknownAge) => "left out by ",
            (_, VerdictKind.Protected) => "protected by ",
            (_, VerdictKind.InUse) => "in use, protected by ",
            (_, VerdictKind.PartlyMatched) => "partly matched by ",
            (_, VerdictKind.Grace) => "announced by ",
            _ => "kept by ",
        };
        var words = effect == GroupEffect.Retain || kind is VerdictKind.Protected or VerdictKind.InUse ? "" : Words.TrimEnd('.');
        return words.Length == 0 ? lead + name(rule) : $"{lead}{name(rule)}: {text(words)}";
    }

    /// <summary>Its tags in words: <c>pr-9, pr-8 and 4 more, 3 untagged</c>; empty where there is nothing to name.</summary>
    public string Names(int count, Func<string, string> show)
    {
        var tags =
            string.Join(", ", NewestTags(count).Select(show)) + (Tags > count ? $" and {PlanWording.Number(Tags - count)} more" : "");
        var untagged =
            Untagged == 0 ? ""
            : Untagged == Images && Tags == 0 ? "untagged"
            : $"{PlanWording.Number(Untagged)} untagged";
        return tags.Length > 0 && untagged.Length > 0 ? $"{tags}, {untagged}" : tags + untagged;
    }
}
