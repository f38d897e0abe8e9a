namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>What may be said of a token without looking at its shape, which GitHub changes. Holds no secret.</summary>
/// <param name="Source">Where it was found, in words for users.</param>
/// <param name="IsApp">
/// Whether it begins as tokens of apps and workflows do. A hint that saves a request which would be refused, and nothing more.
/// </param>
/// <param name="IsFineGrained">Whether it begins as fine-grained personal access tokens
/// do, which packages do not take. A hint for messages, and nothing more.</param>
internal sealed record GitHubToken(string Source, bool IsApp, bool IsFineGrained = false);
