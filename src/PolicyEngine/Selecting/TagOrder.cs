using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>An order of tags, by a key that not every tag has. Remembers what it read; not thread-safe.</summary>
internal abstract class TagOrder
{
    /// <summary>The order of tags that images are ordered by; null where their tags do not matter.</summary>
    public static TagOrder? Of(EvaluationContext context, RankBy by) =>
        by.Key switch
        {
            RankKey.Semver => new Keyed<SemanticVersion>(context.VersionOf, Comparer<SemanticVersion>.Default.Compare),
            RankKey.Version => new Keyed<ImageVersion>(context.ImageVersionOf, Comparer<ImageVersion>.Default.Compare),
            RankKey.Tag => new Keyed<string>(context.Graph.TagText, NaturalOrder.Compare),
            RankKey.Group => OfCapture(context, by.Captured!),
            RankKey.Pushed or RankKey.Pulled or RankKey.Active => null,
        };

    /// <summary>Whether a tag has a key.</summary>
    public abstract bool HasKey(TagId tag);

    /// <summary>Compares two tags that have a key, the lower one first.</summary>
    public abstract int Compare(TagId left, TagId right);

    private static TagOrder OfCapture(EvaluationContext context, CapturedKey captured)
    {
        return captured.Kind switch
        {
            CaptureKind.Number => Remembering(DecimalText.OfNumber, Comparer<DecimalText>.Default.Compare),
            CaptureKind.Date => Remembering(DecimalText.OfDate, Comparer<DecimalText>.Default.Compare),
            CaptureKind.Version => Remembering(
                text => ImageVersion.TryParse(text, out var version) ? version : null,
                Comparer<ImageVersion>.Default.Compare
            ),
            CaptureKind.Text => Remembering(text => text.Length > 0 ? text : null, string.CompareOrdinal),
        };

        TagOrder Remembering<T>(Func<string, T?> read, Comparison<T> compare)
            where T : class
        {
            var known = new Dictionary<TagId, T?>();
            return new Keyed<T>(
                tag =>
                {
                    if (!known.TryGetValue(tag, out var key))
                    {
                        known[tag] = key = captured.Group.ValueOf(context.Graph.TagText(tag)) is { } text ? read(text) : null;
                    }

                    return key;
                },
                compare
            );
        }
    }

    private sealed class Keyed<T>(Func<TagId, T?> keyOf, Comparison<T> compare) : TagOrder
        where T : class
    {
        public override bool HasKey(TagId tag) => keyOf(tag) is not null;

        public override int Compare(TagId left, TagId right) => compare(keyOf(left)!, keyOf(right)!);
    }
}
