using System.Collections.Immutable;
using System.Text.Json;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Facts.GitHub;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.Deployments;

/// <summary>
/// The commits that were deployed successfully to an environment. GitHub lists deployments from the newest on, and says of each alone how
/// it went.
/// </summary>
/// <param name="api">GitHub's API.</param>
/// <param name="repository">The repository, owner/name.</param>
internal sealed class DeploymentList(GitHubApi api, string repository)
{
    private const string Permission = "deployments: read";

    private readonly GitHubListing _deployments = new(api, $"the deployments of '{repository}'", Permission);
    private readonly GitHubListing _statuses = new(api, $"the statuses of a deployment of '{repository}'", Permission);

    /// <summary>Reads the newest of them.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="newest">How many images are wanted.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Contract.RegistryException">A list cannot be read, or is not whole.</exception>
    public async Task<ImmutableArray<DeployedCommit>> ReadAsync(string environment, int newest, CancellationToken cancellationToken)
    {
        var path = $"/repos/{repository}/deployments?environment={Uri.EscapeDataString(environment)}";
        var found = new Dictionary<string, DeployedCommit>(StringComparer.Ordinal);
        await foreach (var deployment in _deployments.EnumerateAsync(path, Deployment.Of, cancellationToken).ConfigureAwait(false))
        {
            if (
                deployment.Environment.Equals(environment, StringComparison.OrdinalIgnoreCase)
                && !found.ContainsKey(deployment.Commit)
                && await SucceededAsync(deployment.Id, cancellationToken).ConfigureAwait(false)
            )
            {
                found[deployment.Commit] = new DeployedCommit(environment, deployment.Commit, newest, deployment.At);
                if (found.Count >= newest + DeployedCommit.Spare)
                {
                    break;
                }
            }
        }

        return [.. found.Values.OrderByDescending(commit => commit.At)];
    }

    /// <summary>Whether it ever succeeded: a later deployment makes the ones before it inactive.</summary>
    private async Task<bool> SucceededAsync(long id, CancellationToken cancellationToken)
    {
        var path = FormattableString.Invariant($"/repos/{repository}/deployments/{id}/statuses");
        await foreach (
            var state in _statuses
                .EnumerateAsync(path, static s => s.GetProperty("state").GetString(), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (state == "success")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An entry of the list.</summary>
    private sealed record Deployment(long Id, string Commit, string Environment, DateTimeOffset At)
    {
        public static Deployment Of(JsonElement element)
        {
            var hash = element.GetProperty("sha").GetString()!.ToLowerInvariant();
            return hash.Length is >= 40 and <= 64 && hash.All(char.IsAsciiHexDigitLower)
                ? new Deployment(
                    element.GetProperty("id").GetInt64(),
                    hash,
                    element.GetProperty("environment").GetString() ?? throw new JsonException(),
                    element.GetProperty("created_at").GetDateTimeOffset()
                )
                : throw new JsonException("A deployment is not of a commit.");
        }
    }
}
