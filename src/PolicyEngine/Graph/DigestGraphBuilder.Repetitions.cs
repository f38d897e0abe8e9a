namespace PolicyEngine.Graph;

/// <content>What is done with a digest that was added more than once.</content>
public sealed partial class DigestGraphBuilder
{
    private void Unite(ResolvedRows rows)
    {
        foreach (var (first, row) in rows.Repetitions)
        {
            Unite(ref _rows[first], ref _rows[row], rows);
        }
    }

    private void Unite(ref ManifestRow known, ref ManifestRow other, ResolvedRows rows)
    {
        known.Pushed = Math.Max(known.Pushed, other.Pushed);
        known.Updated = Math.Max(known.Updated, other.Updated);
        known.Pulled = Math.Max(known.Pulled, other.Pulled);
        if (other.Has(RowMarks.Versioned))
        {
            known.VersionId = known.Has(RowMarks.Versioned) ? Math.Max(known.VersionId, other.VersionId) : other.VersionId;
        }

        if (!known.Has(RowMarks.Read) && other.Has(RowMarks.Read))
        {
            TakeDocument(ref known, other);
        }
        else if (known.Has(RowMarks.Read) == other.Has(RowMarks.Read))
        {
            UniteShapes(ref known, other);
            if (known.IsRead && other.IsRead)
            {
                CompareLists(ref known, ref other, rows);
            }
        }

        known.Marks |= other.Marks & (RowMarks.Locked | RowMarks.Versioned | RowMarks.Broken);
    }

    private static void TakeDocument(ref ManifestRow known, in ManifestRow read)
    {
        (known.MediaType, known.ArtifactType, known.ConfigType, known.Platform) = (
            read.MediaType,
            read.ArtifactType,
            read.ConfigType,
            read.Platform
        );
        (known.Size, known.Created, known.Annotated) = (read.Size, read.Created, read.Annotated);
        (known.EntryStart, known.EntryCount, known.BlobStart, known.BlobCount) = (
            read.EntryStart,
            read.EntryCount,
            read.BlobStart,
            read.BlobCount
        );
        known.Marks =
            (known.Marks & ~(RowMarks.HasEntries | RowMarks.Configured))
            | (read.Marks & (RowMarks.HasEntries | RowMarks.Configured | RowMarks.Read));
    }

    private void UniteShapes(ref ManifestRow known, in ManifestRow other)
    {
        known.MediaType = Prefer(known.MediaType, other.MediaType);
        known.ArtifactType = Prefer(known.ArtifactType, other.ArtifactType);
        known.ConfigType = Prefer(known.ConfigType, other.ConfigType);
        known.Platform = Prefer(known.Platform, other.Platform);
        known.Size = Math.Max(known.Size, other.Size);
        known.Created = Math.Max(known.Created, other.Created);
        known.Annotated = Math.Max(known.Annotated, other.Annotated);
        known.Marks = (known.Marks | (other.Marks & RowMarks.HasEntries)) & (other.Marks | ~RowMarks.Configured);
    }

    private void CompareLists(ref ManifestRow known, ref ManifestRow other, ResolvedRows rows)
    {
        var isSame = known.EntryCount == other.EntryCount && known.BlobCount == other.BlobCount;
        for (var i = 0; isSame && i < known.EntryCount; i++)
        {
            var (a, b) = (_entries[known.EntryStart + i], _entries[other.EntryStart + i]);
            isSame = rows.IdOf(a.Target) == rows.IdOf(b.Target) && a with { Source = 0, Target = 0 } == b with { Source = 0, Target = 0 };
        }

        for (var i = 0; isSame && i < known.BlobCount; i++)
        {
            isSame = _blobs[known.BlobStart + i] == _blobs[other.BlobStart + i];
        }

        if (isSame)
        {
            other.Marks |= RowMarks.Repetition;
        }
        else
        {
            known.Marks |= RowMarks.Ambiguous;
        }
    }

    /// <summary>The ordinally smaller of two texts, and any rather than none.</summary>
    private int Prefer(int known, int other) =>
        other < 0 || other == known || (known >= 0 && string.CompareOrdinal(_strings[known], _strings[other]) < 0) ? known : other;
}
