using PolicyEngine.Oci;

namespace PolicyEngine.Graph;

/// <summary>The rows of a builder brought together by digest: one id for each digest that came up, ascending by its 32 bytes.</summary>
internal sealed class ResolvedRows
{
    private readonly ChunkedList<ManifestRow> _rows;
    private readonly Digest[] _digests;
    private readonly int[] _idOf;
    private readonly int[] _rowOf;
    private readonly bool[] _isReferenced;
    private ManifestRow _none = ManifestRow.Empty;

    /// <summary>Sorts what came up.</summary>
    /// <param name="texts">By occurrence, the texts of the digests that are not sha256.</param>
    public ResolvedRows(ChunkedList<ManifestRow> rows, DigestOccurrences occurrences, Dictionary<int, string> texts)
    {
        _rows = rows;
        _digests = occurrences.Resolve(out _idOf);
        _rowOf = new int[_digests.Length];
        _rowOf.AsSpan().Fill(-1);
        _isReferenced = new bool[_digests.Length];
        foreach (var (occurrence, text) in texts)
        {
            OtherTexts[_idOf[occurrence]] = text;
        }

        for (var row = 0; row < rows.Count; row++)
        {
            ref var known = ref _rowOf[IdOfRow(row)];
            if (known < 0)
            {
                known = row;
            }
            else
            {
                Repetitions.Add((known, row));
            }
        }
    }

    /// <summary>The number of digests.</summary>
    public int Count => _digests.Length;

    /// <summary>The texts of the digests that are not sha256, by id.</summary>
    public Dictionary<int, string> OtherTexts { get; } = [];

    /// <summary>Rows of a digest that was added before, each with the first row of that digest; in order of arrival.</summary>
    public List<(int First, int Row)> Repetitions { get; } = [];

    /// <summary>The first row of a digest, which the others are merged into;
    /// an empty one for a digest that is not a manifest here.</summary>
    public ref ManifestRow this[int id]
    {
        get
        {
            if (_rowOf[id] >= 0)
            {
                return ref _rows[_rowOf[id]];
            }

            return ref _none;
        }
    }

    public int IdOf(int occurrence) => _idOf[occurrence];

    public int IdOfRow(int row) => _idOf[_rows[row].Occurrence];

    public Digest DigestOf(int id) => _digests[id];

    public string TextOf(int id) => OtherTexts.GetValueOrDefault(id) ?? _digests[id].ToSha256Text();

    /// <summary>Whether a digest is a manifest of the repository.</summary>
    public bool IsPresent(int id) => _rowOf[id] >= 0;

    /// <summary>Whether a digest becomes a node: it is present, or something refers to it as to a manifest.</summary>
    public bool IsNode(int id) => _rowOf[id] >= 0 || _isReferenced[id];

    /// <summary>Notes that something refers to a digest as to a manifest.</summary>
    public void MarkReferenced(int id) => _isReferenced[id] = true;
}
