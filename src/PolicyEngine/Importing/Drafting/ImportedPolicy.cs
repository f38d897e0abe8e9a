using System.Collections.Immutable;

namespace PolicyEngine.Importing.Drafting;

/// <summary>A policy that was made of another tool's configuration. Immutable.</summary>
/// <param name="Text">The policy, a YAML document that compiles without
/// errors. Its comments say where it comes from and what differs.</param>
/// <param name="Differences">What the policy does differently, one sentence each. Wherever there was doubt, it keeps more.</param>
/// <param name="Notices">What is the same there, and surprises, one sentence each.</param>
internal sealed record ImportedPolicy(string Text, ImmutableArray<string> Differences, ImmutableArray<string> Notices);
