namespace PolicyEngine.Graph;

/// <summary>A set of blobs. Not thread-safe.</summary>
internal sealed class BlobSetBuilder(int capacity) : IdSet<BlobId>(capacity, NoWords(capacity))
{
    /// <summary>Adds a blob; false if it was there.</summary>
    public bool Add(BlobId blob) => Set(blob);

    /// <summary>Removes a blob; false if it was not there.</summary>
    public bool Remove(BlobId blob) => Clear(blob);
}
