namespace PolicyEngine.Tests.Importing;

/// <summary>An image, as other tools see it.</summary>
internal sealed record ImportImage(string Digest, IReadOnlyList<string> Tags, TimeSpan Age, TimeSpan? Pulled)
{
    public override string ToString() => $"{Digest[..12]} [{string.Join(' ', Tags)}] {Age} {Pulled}";
}
