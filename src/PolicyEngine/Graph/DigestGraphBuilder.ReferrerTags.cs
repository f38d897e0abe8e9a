using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <content>Tells referrer tags from user tags (semantics.md#the-digest-graph).</content>
public sealed partial class DigestGraphBuilder
{
    /// <summary>A referrer tag while the graph is built.</summary>
    private sealed record ReferrerTagRow(string Text, int TargetId, List<int> SubjectIds);

    private sealed class ReferrerTagSorting(DigestGraphBuilder builder, ResolvedRows rows)
    {
        /// <summary>Takes the referrer tags out of <paramref name="tags"/>; the rest are user tags.</summary>
        public List<ReferrerTagRow> TakeOut(TagSorting tags)
        {
            var names = new List<(int Tag, ReferrerTagName Name)>();
            for (var tag = 0; tag < tags.Count; tag++)
            {
                if (ReferrerTagName.TryParse(tags.TextOf(tag), out var name) && (name.IsCosign || IsIndex(tags.IdOf(tag))))
                {
                    names.Add((tag, name));
                }
            }

            if (names.Count == 0)
            {
                return [];
            }

            // Whole digests first: a truncated one is looked up among all that are known.
            var found = new SortedDictionary<int, ReferrerTagRow>();
            foreach (var (tag, name) in names)
            {
                var target = tags.IdOf(tag);
                if (!name.IsTruncated && rows.IdOf(builder._named[tags.TextOf(tag)]) is var subject && subject != target)
                {
                    rows.MarkReferenced(subject);
                    found.Add(tag, new ReferrerTagRow(tags.TextOf(tag), target, [subject]));
                }
            }

            var known = KnownSha512();
            foreach (var (tag, name) in names)
            {
                if (name.IsTruncated)
                {
                    var target = tags.IdOf(tag);
                    var subjects = Matches(known, name.Digest);
                    if (!subjects.Remove(target) || subjects.Count > 0)
                    {
                        found.Add(tag, new ReferrerTagRow(tags.TextOf(tag), target, subjects));
                    }
                }
            }

            tags.Remove([.. found.Keys]);
            return [.. found.Values];
        }

        private bool IsIndex(int id)
        {
            ref var data = ref rows[id];
            return MediaTypes.IsIndex(Shape.MediaTypeOrDefault(builder._strings[data.MediaType], data.Has(RowMarks.HasEntries)));
        }

        private List<(string Text, int Id)> KnownSha512()
        {
            var known = new List<(string Text, int Id)>();
            foreach (var (id, text) in rows.OtherTexts)
            {
                if (rows.IsNode(id) && text.StartsWith("sha512:", StringComparison.Ordinal))
                {
                    known.Add((text, id));
                }
            }

            known.Sort(static (a, b) => string.CompareOrdinal(a.Text, b.Text));
            return known;
        }

        private static List<int> Matches(List<(string Text, int Id)> known, string prefix)
        {
            var position = known.BinarySearch(
                (prefix, 0),
                Comparer<(string Text, int Id)>.Create(static (a, b) => string.CompareOrdinal(a.Text, b.Text))
            );
            var matches = new List<int>();
            for (
                var i = position < 0 ? ~position : position;
                i < known.Count && known[i].Text.StartsWith(prefix, StringComparison.Ordinal);
                i++
            )
            {
                matches.Add(known[i].Id);
            }

            return matches;
        }
    }
}
