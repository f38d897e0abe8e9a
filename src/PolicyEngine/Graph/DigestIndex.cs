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

    /// <summary>Gives ids to the rows that are nodes.</summary>
    /// <param name="texts">The texts of the digests that are not sha256, by row.</param>
    /// <param name="rowOf">The row of each node.</param>
    /// <param name="nodeOf">The node of each row; -1 for a row that is none.</param>
    public static DigestIndex Create(ManifestRows rows, Dictionary<int, string> texts, out int[] rowOf, out int[] nodeOf)
    {
        var present = new List<int>(rows.Count);
        var missing = new List<int>();
        for (var row = 0; row < rows.Count; row++)
        {
            ref var data = ref rows[row];
            if (data.IsNode)
            {
                (data.IsPresent ? present : missing).Add(row);
            }
        }

        var ordered = new List<int>(present.Count + missing.Count);
        var presentBlock = Order(rows, texts, present, ordered);
        var missingBlock = Order(rows, texts, missing, ordered);
        var digests = new Digest[ordered.Count];
        nodeOf = new int[rows.Count];
        nodeOf.AsSpan().Fill(-1);
        rowOf = [.. ordered];
        for (var node = 0; node < rowOf.Length; node++)
        {
            digests[node] = rows[rowOf[node]].Digest;
            nodeOf[rowOf[node]] = node;
        }

        return new DigestIndex(digests, presentBlock, missingBlock);
    }

    /// <summary>The text of a node's digest.</summary>
    public string TextOf(int node) => (node < _present.End ? _present : _missing).OtherTextOf(node) ?? _digests[node].ToSha256Text();

    /// <summary>Finds a node.</summary>
    public bool TryFind(string text, out int node)
    {
        node = -1;
        if (!Digest.TryParse(text, out var digest))
        {
            return false;
        }

        node = _present.Find(_digests, text, digest);
        node = node >= 0 ? node : _missing.Find(_digests, text, digest);
        return node >= 0;
    }

    /// <summary>Writes the digests.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        writer.Append(PresentCount);
        writer.Append<Digest>(_digests);
    }

    private static Block Order(ManifestRows rows, Dictionary<int, string> texts, List<int> members, List<int> ordered)
    {
        var start = ordered.Count;
        if (texts.Count == 0)
        {
            DigestSort.Append(rows, members, ordered);
            return new Block(start, start, ordered.Count, ordered.Count, []);
        }

        var others = members.Where(texts.ContainsKey).OrderBy(row => texts[row], StringComparer.Ordinal).ToArray();
        var before = others.TakeWhile(row => string.CompareOrdinal(texts[row], Sha256Prefix) < 0).Count();
        ordered.AddRange(others.AsSpan(0, before));
        var first = ordered.Count;
        DigestSort.Append(rows, members.FindAll(row => !texts.ContainsKey(row)), ordered);
        var last = ordered.Count;
        ordered.AddRange(others.AsSpan(before));
        return new Block(start, first, last, ordered.Count, Array.ConvertAll(others, row => texts[row]));
    }

    /// <summary>Nodes [Start, End), of which [First, Last) are sha256; Others has the texts of the rest.</summary>
    private sealed record Block(int Start, int First, int Last, int End, string[] Others)
    {
        public string? OtherTextOf(int node) =>
            node < First ? Others[node - Start] : node >= Last ? Others[node - Last + (First - Start)] : null;

        public int Find(Digest[] digests, string text, Digest digest)
        {
            if (Digest.IsSha256(text))
            {
                var found = digests.AsSpan(First, Last - First).BinarySearch(digest);
                return found < 0 ? -1 : First + found;
            }

            var other = Array.BinarySearch(Others, text, StringComparer.Ordinal);
            return other < 0 ? -1 : other < First - Start ? Start + other : Last + other - (First - Start);
        }
    }
}
