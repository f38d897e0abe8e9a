using PolicyEngine.Applying;

namespace PolicyEngine.Registry.Applying;

/// <summary>Why a manifest that a plan deletes stays after all.</summary>
/// <param name="Outcome">What it is in the report.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsOwn">Whether that is about the manifest itself, and not about one that keeps it alive.</param>
internal sealed record SparedManifest(ApplyOutcome Outcome, string Reason, bool IsOwn);
