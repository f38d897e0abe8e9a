using System.Collections.Concurrent;
using PolicyEngine.Fakes;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Ghcr;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>One reading of a package on a fake, as the CLI would do it.</summary>
internal sealed class GhcrRun(FakeGhcr fake)
{
    internal const string Token = "classic-token-of-octocat";

    internal ImpatientClock Clock { get; init; } = new();

    /// <summary>What <c>--wait</c> says.</summary>
    internal TimeSpan? Wait { get; init; }

    internal List<string> Lines { get; } = [];

    /// <summary>What a user was warned of.</summary>
    internal ConcurrentBag<string> Warnings { get; } = [];

    /// <summary>The hosts whose limits were waited for.</summary>
    internal ConcurrentBag<string> Waits { get; } = [];

    internal Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["POLICYENGINE_TOKEN"] = Token };

    internal string? CacheDirectory { get; init; }

    internal int Concurrency { get; init; } = 16;

    /// <summary>Whether the owner's packages are listed first, as for a target with a glob.</summary>
    internal bool ListsFirst { get; init; }

    internal Uri? ApiUrl { get; init; } = fake.ApiUrl;

    internal Uri Url { get; init; } = fake.Url;

    /// <summary>The usual world: one user with every scope, and what the setup adds.</summary>
    internal static Scenario World(Action<GhcrState> setup, Scenario? scenario = null) =>
        (scenario ?? new Scenario()) with
        {
            Tokens =
            [
                new FakeToken
                {
                    Value = Token,
                    Login = "octocat",
                    Scopes = ["read:packages", "delete:packages"],
                },
                .. scenario?.Tokens ?? [],
            ],
            Setup = setup,
        };

    internal async Task<Outcome> ReadAsync(
        string repository = "acme/web",
        IResolutionGuide? guide = null,
        CancellationToken cancellationToken = default
    )
    {
        var sink = new Sink();
        await using var client = Open();
        if (ListsFirst)
        {
            await client.ListRepositoriesAsync($"{repository.Split('/')[0]}/*", cancellationToken);
        }

        var info = await client.ReadRepositoryAsync(
            repository,
            sink,
            guide ?? new WholeRepositoryGuide(needsConfigs: false),
            cancellationToken
        );
        return new Outcome(info, sink.Manifests);
    }

    internal async Task<IReadOnlyList<string>> ListAsync(string pattern)
    {
        await using var client = Open();
        return await client.ListRepositoriesAsync(pattern, CancellationToken.None);
    }

    private IRegistryClient Open() =>
        new GhcrProvider().Open(
            new RegistryTarget
            {
                Provider = "ghcr",
                Registry = "ghcr.io",
                Url = Url,
                ApiUrl = ApiUrl,
            },
            new RegistryOptions
            {
                Clock = Clock,
                Environment = name => Environment.GetValueOrDefault(name),
                IsNamedByUser = _ => true,
                CacheDirectory = CacheDirectory,
                Concurrency = Concurrency,
                WaitUntil = Clock.GetUtcNow() + Wait,
                RequestTimeout = TimeSpan.FromDays(1),
                Warn = Warnings.Add,
                Waits = wait => Waits.Add(wait.Host),
                Log = line =>
                {
                    lock (Lines)
                    {
                        Lines.Add(line);
                    }
                },
            }
        );

    internal sealed record Outcome(RepositoryInfo Info, IReadOnlyDictionary<string, ManifestRecord> Manifests);

    private sealed class Sink : IManifestSink
    {
        public Dictionary<string, ManifestRecord> Manifests { get; } = new(StringComparer.Ordinal);

        public void Add(ManifestRecord manifest) => Manifests.Add(manifest.Digest, manifest);
    }
}
