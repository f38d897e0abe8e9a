namespace PolicyEngine.Tests.Importing;

/// <summary>An image, as other tools see it.</summary>
internal sealed record ImportImage(string Digest, IReadOnlyList<string> Tags, TimeSpan Age, TimeSpan? Pulled)
{
    /// <summary>The digests that it lists, where it is an index.</summary>
    public IReadOnlyList<string> Children { get; init; } = [];

    public override string ToString() =>
        $"{Digest[..12]} [{string.Join(' ', Tags)}] {Age} {Pulled}{string.Concat(Children.Select(c => $" lists {c[..12]}"))}";
}
