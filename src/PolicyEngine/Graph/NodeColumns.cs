namespace PolicyEngine.Graph;

/// <summary>The columns of the nodes. Immutable. Columns that no manifest uses are not there.</summary>
internal sealed class NodeColumns
{
    private readonly Shape[] _shapes;
    private readonly int[] _shapeOf;
    private readonly long[] _sizes;
    private readonly byte[] _marks;
    private readonly long[]? _pushed;
    private readonly long[]? _updated;
    private readonly long[]? _created;
    private readonly long[]? _annotated;
    private readonly long[]? _pulled;
    private readonly long[]? _versionIds;

    /// <summary>Takes the columns out of the builder's rows; what a row does not say, the index entries may.</summary>
    public NodeColumns(ResolvedRows rows, int[] idOf, int present, EntryHints hints, StringPool strings)
    {
        var shapes = new Dictionary<Shape, int>();
        _shapeOf = new int[idOf.Length];
        _sizes = new long[idOf.Length];
        _marks = new byte[present];
        Shape last = default;
        (int, int, int, int, bool) lastKey = default;
        var lastId = -1;
        foreach (var node in new IdRange<NodeId>(0, idOf.Length))
        {
            ref var row = ref rows[idOf[node]];
            var known = row.IsRead;
            var mediaType = row.MediaType >= 0 || known ? row.MediaType : hints.MediaTypeOf(node);
            var artifactType = row.ArtifactType >= 0 || known ? row.ArtifactType : hints.ArtifactTypeOf(node);
            var platform = row.Platform >= 0 ? row.Platform : hints.PlatformOf(node);
            var key = (mediaType, artifactType, row.ConfigType, platform, row.Has(RowMarks.HasEntries));
            if (key != lastKey || lastId < 0)
            {
                last = Shape.Create(
                    strings[mediaType],
                    strings[artifactType],
                    strings[row.ConfigType],
                    strings[platform],
                    row.Has(RowMarks.HasEntries)
                );
                if (!shapes.TryGetValue(last, out lastId))
                {
                    lastId = shapes.Count;
                    shapes.Add(last, lastId);
                }

                lastKey = key;
            }

            _shapeOf[node] = lastId;
            _sizes[node] = row.Size > 0 ? row.Size : hints.SizeOf(node);
            if (node >= present)
            {
                continue;
            }

            _marks[node] = (byte)(
                (row.Has(RowMarks.Locked) ? Locked : 0)
                | (known ? 0 : Unread)
                | (row.Has(RowMarks.Versioned) ? Versioned : 0)
                | (row.Has(RowMarks.Configured) ? Configured : 0)
            );
            Put(ref _pushed, row.Pushed, node, present);
            Put(ref _updated, row.Updated, node, present);
            Put(ref _created, row.Created, node, present);
            Put(ref _annotated, row.Annotated == row.Created ? 0 : row.Annotated, node, present);
            Put(ref _pulled, row.Pulled, node, present);
            Put(ref _versionIds, row.VersionId, node, present);
        }

        _shapes = [.. shapes.Keys];
    }

    private const byte Locked = 1;
    private const byte Unread = 2;
    private const byte Versioned = 4;
    private const byte Configured = 8;

    /// <summary>Whether there is a pull time.</summary>
    public bool HasPullTimes => _pulled is not null;

    public Shape ShapeOf(NodeId node) => _shapes[_shapeOf[node]];

    public long SizeOf(NodeId node) => _sizes[node];

    public bool IsConfigured(NodeId node) => (_marks[node] & Configured) != 0;

    public bool IsLocked(NodeId node) => (_marks[node] & Locked) != 0;

    /// <summary>The present nodes whose document was not read; a new set.</summary>
    public NodeSet FindUnread()
    {
        var unread = new NodeSetBuilder(_marks.Length);
        foreach (var node in new IdRange<NodeId>(0, _marks.Length))
        {
            if ((_marks[node] & Unread) != 0)
            {
                unread.Add(node);
            }
        }

        return unread;
    }

    public long? VersionIdOf(NodeId node) =>
        (_marks[node] & Versioned) == 0 ? null
        : _versionIds is null ? 0
        : _versionIds[node];

    public long PushedTicks(NodeId node) => _pushed is null ? 0 : _pushed[node];

    public long UpdatedTicks(NodeId node) => _updated is null ? 0 : _updated[node];

    public long CreatedTicks(NodeId node) => _created is null ? 0 : _created[node];

    public long AnnotatedTicks(NodeId node) => _annotated is null ? 0 : _annotated[node];

    public long PulledTicks(NodeId node) => _pulled is null ? 0 : _pulled[node];

    /// <summary>Writes the columns.</summary>
    public void AppendTo(FingerprintWriter writer)
    {
        writer.Append(_shapes.Length);
        foreach (var shape in _shapes)
        {
            writer.Append((int)shape.Kind);
            writer.Append(shape.MediaType);
            writer.Append(shape.ArtifactType);
            writer.Append(shape.Platform);
        }

        writer.Append<int>(_shapeOf);
        writer.Append<long>(_sizes);
        writer.Append<byte>(_marks);
        writer.Append(_pushed);
        writer.Append(_updated);
        writer.Append(_created);
        writer.Append(_annotated);
        writer.Append(_pulled);
        writer.Append(_versionIds);
    }

    private static void Put(ref long[]? column, long value, NodeId node, int length)
    {
        if (value != 0)
        {
            (column ??= new long[length])[node] = value;
        }
    }
}
