namespace PolicyEngine.Oci;

/// <summary>A digest with its text where the 32 bytes do not give it back.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="Other">Its text if it is not sha256; else null.</param>
internal readonly record struct DigestText(Digest Digest, string? Other)
{
    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static DigestText Parse(string? text) => new(Digest.Parse(text), Digest.IsSha256(text) ? null : text);

    /// <inheritdoc/>
    public override string ToString() => Other ?? Digest.ToSha256Text();
}
