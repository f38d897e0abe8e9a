namespace PolicyEngine.Selecting;

/// <summary>The key that images are ordered by (semantics.md#actions, <c>order-by</c>).</summary>
internal enum RankKey
{
    Pushed,
    Pulled,
    Active,
    Semver,
    Version,
    Tag,
    Group,
}

/// <summary>What images are ordered by. Immutable.</summary>
/// <param name="Key">The key.</param>
/// <param name="Captured">For <see cref="RankKey.Group"/>: the capture group, and what it is read as.</param>
internal sealed record RankBy(RankKey Key, CapturedKey? Captured = null)
{
    /// <summary>The default.</summary>
    public static RankBy Pushed { get; } = new(RankKey.Pushed);

    /// <summary>Whether it looks at versions, which count for each name before
    /// them and each flavour by themselves (semantics.md#versions).</summary>
    public bool IsByVersion => Key == RankKey.Version || Captured is { Kind: CaptureKind.Version };

    /// <summary>What an image without a key lacks: <c>version</c>, <c>number in 'n'</c>.</summary>
    public string KeyText =>
        Captured is { } captured ? $"{captured.Kind.Word()} in '{captured.Group.Name}'"
        : Key is RankKey.Semver or RankKey.Version ? "version"
        : "tag";
}
