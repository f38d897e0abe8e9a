using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts.GitHub;

namespace PolicyEngine.Registry.Facts.Deployments;

/// <summary>Reads the deployments of a repository by GitHub's REST API. Thread-safe.</summary>
internal sealed class DeploymentReader : IFactSource
{
    /// <inheritdoc/>
    public string Kind => DeploymentSource.Keyword;

    /// <inheritdoc/>
    public async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        var wanted = (DeploymentSource)source;
        var asking = new GitHubAsking("deployments", $"'{Kind}' of 'in-use'", options);
        return await asking
            .AskAsync(
                wanted.Repository,
                wanted.ApiUrl,
                isRemembering: true,
                name => new UsedImages { Source = name, TakenAt = options.Registry.Clock.GetUtcNow() },
                async (facts, api, repository, token) =>
                {
                    var all = ImmutableArray.CreateBuilder<DeployedCommit>();
                    string? empty = null;
                    foreach (var environment in wanted.Environments)
                    {
                        var commits = await new DeploymentList(api, repository)
                            .ReadAsync(environment, wanted.Newest, token)
                            .ConfigureAwait(false);
                        if (commits.IsEmpty)
                        {
                            empty ??=
                                $"The facts of deployments are unknown: GitHub knows of no successful deployment of '{repository}' to "
                                + $"'{Redaction.Show(environment, 100)}'. Correct the name of the environment. "
                                + "If nothing was really deployed there, set 'allow-empty: true'.";
                        }

                        all.AddRange(commits);
                    }

                    return facts with
                    {
                        Commits = all.ToImmutable(),
                        EmptyPart = empty,
                    };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
