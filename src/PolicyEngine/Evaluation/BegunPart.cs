namespace PolicyEngine.Evaluation;

/// <summary>A manifest that an earlier run was about to delete with its image when it
/// was killed or held up: the image is begun, and the manifest may be left.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="VersionId">The package version's id (GitHub): another one was pushed again, and is not meant.</param>
/// <param name="Rule">The rule that deleted the image; null where it was not recorded.</param>
/// <param name="Source">The rule's place in the policy of that run, <c>path:line:column</c>; null where it was not recorded.</param>
public sealed record BegunPart(string Digest, long? VersionId, string? Rule, string? Source);
