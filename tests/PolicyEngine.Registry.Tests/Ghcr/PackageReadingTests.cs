using PolicyEngine.Fakes;
using PolicyEngine.Registry.Providers.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class PackageReadingTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);

    [Fact]
    public async Task A_listed_version_without_a_manifest_stays_unread_and_is_told()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        var gone = fake.With(state => state.Find("acme/web")!.ByTag("v3")!);
        gone.Gone = true;

        var outcome = await new GhcrRun(fake).ReadAsync(guide: new DroppingGuide(m => m.Tags.Contains("v3")));

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(gone.Digest, Assert.Single(outcome.Info.ListedButGone));
        Assert.True(outcome.Manifests[gone.Digest].Unread);
        Assert.Equal("v3", Assert.Single(outcome.Manifests[gone.Digest].Tags));
    }

    [Fact]
    public async Task A_manifest_that_is_missing_for_a_moment_only_is_no_finding()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /v2/acme/web/manifests/",
                Nth = 4,
                Kind = FaultKind.Status,
                Status = 404,
                Body = """{"errors":[{"code":"MANIFEST_UNKNOWN"}]}""",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Empty(outcome.Info.ListedButGone);
        Assert.DoesNotContain(outcome.Manifests.Values, m => m.Unread);
    }

    [Theory]
    [InlineData("acme/web", "https://github.com/orgs/acme/packages/container/web")]
    [InlineData("octocat/tools/base", "https://github.com/users/octocat/packages/container/tools%2Fbase")]
    [InlineData("mona/app", "https://github.com/users/mona/packages/container/app")]
    public async Task The_page_of_a_package_is_that_of_its_owner(string repository, string page)
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(
                state =>
                {
                    state.AddPackage("acme", "web").PushImage("a", First, tags: "v1");
                    state.AddPackage("octocat", "tools/base").PushImage("b", First, tags: "v1");
                    state.AddPackage("mona", "app", isPublic: true).PushImage("c", First, tags: "v1");
                },
                new Scenario
                {
                    Owners = new Dictionary<string, string>
                    {
                        ["acme"] = "Organization",
                        ["octocat"] = "User",
                        ["mona"] = "User",
                    },
                }
            )
        );

        var outcome = await new GhcrRun(fake).ReadAsync(repository);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(page, outcome.Info.Page);
    }

    [Theory]
    [InlineData("containers.ghe.example.com", "https://ghe.example.com/api/v3", "https://ghe.example.com/orgs/acme/packages/container/web")]
    [InlineData("containers.octo.ghe.com", "https://api.octo.ghe.com/", "https://octo.ghe.com/orgs/acme/packages/container/web")]
    [InlineData("registry.example.com", "https://other.example.com/", null)]
    public void The_page_on_another_host_is_found_by_the_address_of_the_api(string registry, string api, string? page) =>
        Assert.Equal(page, GitHubSite.Page(registry, new Uri(api), "/orgs/acme", new PackageName("acme", "web")));

    [Theory]
    [InlineData(3, true)]
    [InlineData(99, false)]
    public async Task A_web_page_in_place_of_a_manifest_is_asked_for_again_and_never_passes_for_one(int times, bool complete)
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        var index = fake.With(state => state.Find("acme/web")!.ByTag("v3")!);
        fake.Faults.Add(
            new Fault
            {
                Pattern = $"GET /v2/acme/web/manifests/{index.Digest}",
                Kind = FaultKind.Garbage,
                Times = times,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal(
            complete ? null : $"The registry's response for the manifest {index.Digest} does not have that digest.",
            outcome.Info.Reason
        );
        Assert.Equal(complete, outcome.Info.Complete);
    }

    [Fact]
    public async Task A_manifest_that_does_not_have_its_digest_makes_the_package_incomplete()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        var index = fake.With(state => state.Find("acme/web")!.ByTag("v3")!);
        index.Served = "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray();

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal($"The registry's response for the manifest {index.Digest} does not have that digest.", outcome.Info.Reason);
        Assert.False(outcome.Info.Complete);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(403)]
    public async Task A_manifest_that_cannot_be_read_makes_the_package_incomplete(int status)
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        var index = fake.With(state => state.Find("acme/web")!.ByTag("v3")!);
        fake.Faults.Add(
            new Fault
            {
                Pattern = $"GET /v2/acme/web/manifests/{index.Digest}",
                Kind = FaultKind.Status,
                Status = status,
                Times = 99,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.False(outcome.Info.Complete);
        Assert.Contains(index.Digest, outcome.Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_token_that_expires_in_the_middle_is_renewed()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await using var fake = await FakeGhcr.StartAsync(Images(), clock: clock);
        fake.Before("GET /v2/acme/web/manifests/", 5, _ => clock.Advance(TimeSpan.FromHours(1)));

        var outcome = await new GhcrRun(fake) { Concurrency = 4 }.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(2, fake.Traffic.Count("GET /token"));
    }

    [Fact]
    public async Task Where_the_token_service_fails_the_base64_of_the_token_is_taken()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /token",
                Kind = FaultKind.Status,
                Status = 404,
                Times = 99,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.All(outcome.Manifests.Values.Where(m => m.Tags.Length > 0), m => Assert.False(m.Unread));
    }

    [Fact]
    public async Task The_two_urls_of_an_enterprise_server_are_independent()
    {
        await using var registry = await FakeGhcr.StartAsync(Images());
        await using var api = await FakeGhcr.StartAsync(Images());

        var outcome = await new GhcrRun(registry) { ApiUrl = null, Environment = { ["GITHUB_API_URL"] = api.ApiUrl.ToString() } }.ReadAsync(
            guide: Nothing
        );

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.All(registry.Traffic.Requests, r => Assert.Equal(Side.Registry, r.Side));
        Assert.All(api.Traffic.Requests, r => Assert.Equal(Side.Rest, r.Side));
    }

    [Fact]
    public async Task A_name_with_slashes_is_one_segment_and_lower_case()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state => state.AddPackage("acme", "team/web/api").PushImage("app", First, tags: "v1"))
        );

        var outcome = await new GhcrRun(fake).ReadAsync("Acme/Team/web/API", Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal("Acme/Team/web/API", outcome.Info.Name);
        Assert.Equal(1, fake.Traffic.Count("GET /api/v3/orgs/acme/packages/container/team%2Fweb%2Fapi/versions"));
    }

    [Fact]
    public async Task Versions_carry_their_id_times_and_tags()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        var version = fake.With(state => state.Find("acme/web")!.ByTag("v3")!);

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        var manifest = outcome.Manifests[version.Digest];
        Assert.Equal(
            (version.Id, version.CreatedAt, version.UpdatedAt),
            (manifest.VersionId!.Value, manifest.PushedAt!.Value, manifest.UpdatedAt!.Value)
        );
        Assert.Equal("linux/arm/v7", manifest.Manifests!.Value[2].Platform);
    }

    [Fact]
    public async Task A_cancelled_reading_throws()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        using var cancelled = new CancellationTokenSource();
        fake.Before("GET /v2/acme/web/manifests/", 3, _ => cancelled.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new GhcrRun(fake).ReadAsync(guide: Nothing, cancellationToken: cancelled.Token)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Never_more_requests_are_on_their_way_than_asked_for(int concurrency)
    {
        await using var fake = await FakeGhcr.StartAsync(Images() with { LatencyMilliseconds = 5 });

        await new GhcrRun(fake) { Concurrency = concurrency }.ReadAsync();

        Assert.InRange(fake.Traffic.MaxInFlight, 1, concurrency);
    }

    private static Scenario Images() =>
        GhcrRun.World(state => state.AddPackage("acme", "web").PushImages(20, First, TimeSpan.FromHours(1), i => $"v{i}"));
}
