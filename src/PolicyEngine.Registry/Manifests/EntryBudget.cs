namespace PolicyEngine.Registry.Manifests;

/// <summary>What a document may still hold: entries of lists and maps, and
/// texts in maps, which take far more memory than their bytes.</summary>
internal struct EntryBudget()
{
    private int _entries = ManifestLimits.MaxEntries;
    private int _values = ManifestLimits.MaxValues;
    private int _length = ManifestLimits.MaxValueLength;

    /// <summary>Takes one entry from it.</summary>
    /// <exception cref="ManifestFormatException">There is none left.</exception>
    public void Spend()
    {
        if (--_entries < 0)
        {
            throw new ManifestFormatException($"The document has more than {ManifestLimits.MaxEntries} entries.");
        }
    }

    /// <summary>Takes one text of a map from it.</summary>
    /// <param name="name">The map: <c>annotations</c>.</param>
    /// <param name="length">The characters of its name and its value.</param>
    /// <exception cref="ManifestFormatException">There are too many, or they are too long.</exception>
    public void SpendValue(string name, int length)
    {
        Spend();
        _length -= length;
        if (--_values < 0 || _length < 0)
        {
            throw new ManifestFormatException(
                $"The document has more than {ManifestLimits.MaxValues} '{name}', or more "
                    + $"than {ManifestLimits.MaxValueLength} characters in them."
            );
        }
    }
}
