using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Policies;

namespace PolicyEngine.Tests.Oracle;

/// <summary>What <see cref="NaiveFacts"/> says, as the product takes it.</summary>
internal static class ProductFacts
{
    public static FactSet Of(PolicyCompilation compilation, DateTimeOffset now) =>
        compilation.Policies.SelectMany(p => p.AskedFacts).Aggregate(FactSet.Empty, (all, source) => all.With(source, Answer(source, now)));

    private static FactAnswer Answer(FactSource source, DateTimeOffset now) =>
        source is GitSource git
            ? new GitFacts
            {
                Source = "git",
                TakenAt = now,
                Branches = [.. NaiveFacts.Branches],
                Commits = [.. NaiveFacts.Reachable.Concat(NaiveFacts.Unreachable).Order(StringComparer.Ordinal)],
                Reachable = git.Questions.ToImmutableDictionary(GitFacts.KeyOf, _ =>
                    NaiveFacts.Reachable.ToImmutableHashSet(StringComparer.Ordinal)
                ),
            }
            : new PullRequestFacts
            {
                Source = "GitHub",
                TakenAt = now,
                ByNumber = NaiveFacts.PullRequests.ToImmutableDictionary(
                    p => (long)p.Key,
                    p => new PullRequest(
                        p.Key,
                        Enum.Parse<PullRequestState>(p.Value.State, ignoreCase: true),
                        p.Value.State == "open" ? null : now - p.Value.Closed
                    )
                ),
            };
}
