using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts.GitHub;

namespace PolicyEngine.Registry.Facts.PullRequests;

/// <summary>Reads the pull requests of a repository by GitHub's REST API. Thread-safe.</summary>
internal sealed class PullRequestReader : IFactSource
{
    /// <inheritdoc/>
    public string Kind => PullRequestSource.Keyword;

    /// <inheritdoc/>
    public async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        var wanted = (PullRequestSource)source;
        return await new GitHubAsking("pull requests", $"'{Kind}' of 'facts'", options)
            .AskAsync(
                wanted.Repository,
                wanted.ApiUrl,
                isRemembering: false,
                name => new PullRequestFacts { Source = name, TakenAt = options.Registry.Clock.GetUtcNow() },
                async (facts, api, repository, token) =>
                {
                    var all = await new PullRequestList(api, repository, options.Registry.Clock).ReadAsync(token).ConfigureAwait(false);
                    return facts with { ByNumber = all.ToImmutableDictionary(p => p.Number) };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
