namespace PolicyEngine.Cli.Starting;

/// <summary>A file that <c>init</c> writes. Immutable.</summary>
/// <param name="Path">Its path from the root of the repository, with forward slashes.</param>
/// <param name="Text">Its text.</param>
internal sealed record StarterFile(string Path, string Text);
