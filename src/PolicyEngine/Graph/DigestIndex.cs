using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>The digests of a graph by node and back, without a dictionary. Immutable.</summary>
/// <remarks>
/// Two blocks, present and missing, each in the order of the texts: the few digests before <c>sha256:</c>, those of sha256, the few after.
/// </remarks>
internal sealed class DigestIndex
{
    private const string Sha256Prefix = "sha256:";
    private readonly Digest[] _digests;
    private readonly Block _present;
    private readonly Block _missing;

    private DigestIndex(Digest[] digests, Block present, Block missing)
    {
        _digests = digests;
        _present = present;
        _missing = missing;
    }

    /// <summary>The number of present nodes.</summary>
    public int PresentCount => _present.End;

    /// <summary>The number of nodes.</summary>
    public int Count => _digests.Length;

    /// <summary>Numbers the digests that are nodes.</summary>
    /// <param name="idOf">The id among the rows of each node.</param>
    /// <param name="nodeOf">The node of each id; -1 for one that is not one.</param>
    public static DigestIndex Create(ResolvedRows rows, out int[] idOf, out int[] nodeOf)
    {
        var ordered = new List<int>(rows.Count);
        var present = Order(rows, rows.IsPresent, ordered);
        var missing = Order(rows, id => rows.IsNode(id) && !rows.IsPresent(id), ordered);
        var digests = new Digest[ordered.Count];
        nodeOf = new int[rows.Count];
        nodeOf.AsSpan().Fill(-1);
        idOf = [.. ordered];
        for (var node = 0; node < idOf.Length; node++)
        {
            digests[node] = rows.DigestOf(idOf[node]);
            nodeOf[idOf[node]] = node;
        }

        return new DigestIndex(digests, present, missing);
    }

    /// <summary>The text of a node's digest.</summary>
    public string TextOf(NodeId node) => (node < _present.End ? _present : _missing).OtherTextOf(node) ?? _digests[node].ToSha256Text();

    /// <summary>Finds a node.</summary>
    public bool TryFind(string text, out NodeId node)
    {
        node = NodeId.None;
        if (!Digest.TryParse(text, out var digest))
        {
            return false;
        }

        var found = _present.Find(_digests, text, digest);
        node = NodeId.At(found >= 0 ? found : _missing.Find(_digests, text, digest));
        return node >= 0;
    }

    /// <summary>The present nodes whose texts begin like one: the first of them,
    /// and the one after the last. Their texts are in ordinal order.</summary>
    public (int Start, int End) Like(string prefix)
    {
        var start = FirstWhere(node => string.CompareOrdinal(TextOf(node), prefix) >= 0, 0);
        return (start, FirstWhere(node => !TextOf(node).StartsWith(prefix, StringComparison.Ordinal), start));
    }

    private int FirstWhere(Predicate<NodeId> holds, int from)
    {
        var (low, high) = (from, PresentCount);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(NodeId.At(middle)) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Writes the digests.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        writer.Append(PresentCount);
        writer.Append<Digest>(_digests);
    }

    private static Block Order(ResolvedRows rows, Predicate<int> isMember, List<int> ordered)
    {
        var start = ordered.Count;
        var others = rows
            .OtherTexts.Where(other => isMember(other.Key))
            .OrderBy(static other => other.Value, StringComparer.Ordinal)
            .ToArray();
        var before = others.TakeWhile(static other => string.CompareOrdinal(other.Value, Sha256Prefix) < 0).Count();
        ordered.AddRange(others.Take(before).Select(static other => other.Key));
        var first = ordered.Count;
        for (var id = 0; id < rows.Count; id++)
        {
            if (isMember(id) && (others.Length == 0 || !rows.OtherTexts.ContainsKey(id)))
            {
                ordered.Add(id);
            }
        }

        var last = ordered.Count;
        ordered.AddRange(others.Skip(before).Select(static other => other.Key));
        return new Block(start, first, last, ordered.Count, Array.ConvertAll(others, static other => other.Value));
    }

    /// <summary>Nodes [Start, End), of which [First, Last) are sha256; Others has the texts of the rest.</summary>
    private sealed record Block(int Start, int First, int Last, int End, string[] Others)
    {
        public string? OtherTextOf(NodeId node) =>
            node < First ? Others[node - Start]
            : node >= Last ? Others[node - Last + (First - Start)]
            : null;

        public int Find(Digest[] digests, string text, Digest digest)
        {
            if (Digest.IsSha256(text))
            {
                var found = digests.AsSpan(First, Last - First).BinarySearch(digest);
                return found < 0 ? -1 : First + found;
            }

            var other = Array.BinarySearch(Others, text, StringComparer.Ordinal);
            return other < 0 ? -1
                : other < First - Start ? Start + other
                : Last + other - (First - Start);
        }
    }
}
