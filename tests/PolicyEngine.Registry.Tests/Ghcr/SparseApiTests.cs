using System.Globalization;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>An API that says less than GitHub's does today: no links, no counts, no types of owners.</summary>
public sealed class SparseApiTests
{
    private const string Owner = "GET /api/v3/users/acme$";
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);

    [Theory]
    [InlineData("", 99, 1)]
    [InlineData("", 100, 2)]
    [InlineData("", 130, 2)]
    [InlineData("last", 130, 2)]
    [InlineData("next", 130, 2)]
    [InlineData("next", 230, 3)]
    [InlineData("next last", 230, 3)]
    [InlineData("next last", 99, 1)]
    public async Task All_packages_are_listed_whatever_the_links_say(string links, int packages, int requests)
    {
        await using var fake = await FakeGhcr.StartAsync(World(links, state =>
            {
                for (var i = 0; i < packages; i++)
                {
                    state.AddPackage("acme", i.ToString("d4", CultureInfo.InvariantCulture));
                }
            }));

        Assert.Equal(packages, (await new GhcrRun(fake).ListAsync("acme/*")).Count);
        Assert.Equal(requests, fake.Traffic.Count("GET /api/v3/orgs/acme/packages?"));
    }

    [Fact]
    public async Task A_list_of_packages_that_never_ends_is_no_list()
    {
        await using var fake = await FakeGhcr.StartAsync(World("", state => state.AddPackage("acme", "web")));
        var page = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"name":"p{{i}}"}"""));
        fake.Faults.Add(
            new Fault
            {
                Pattern = "packages\\?",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 200,
                Body = $"[{page}]",
            }
        );

        var failure = await Assert.ThrowsAsync<RegistryException>(() => new GhcrRun(fake).ListAsync("acme/*"));

        Assert.Equal("Page 2 of the packages of 'acme' repeats the pages before it.", failure.Message);
    }

    [Theory]
    [InlineData("", 100, 1)]
    [InlineData("", 130, 2)]
    [InlineData("", 300, 3)]
    [InlineData("last", 130, 2)]
    [InlineData("next", 130, 2)]
    [InlineData("next", 300, 3)]
    [InlineData("next last", 300, 3)]
    public async Task All_versions_are_listed_whatever_the_links_say(string links, int versions, int requests)
    {
        await using var fake = await FakeGhcr.StartAsync(World(links, state => Push(state, versions)));

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(versions, outcome.Manifests.Count);
        Assert.Equal(requests, fake.Traffic.Count("/versions?"));
    }

    [Theory]
    [InlineData("next last", 130, 30, 5)]
    [InlineData("next", 130, 30, 5)]
    [InlineData("", 130, 30, 5)]
    [InlineData("", 120, 30, 4)]
    [InlineData("next last", 3, 1, 3)]
    public async Task Pages_that_are_smaller_than_asked_for_are_whole_where_the_count_proves_it(
        string links,
        int versions,
        int size,
        int requests
    )
    {
        await using var fake = await FakeGhcr.StartAsync(World(links, state => Push(state, versions)) with { MaxPageSize = size });

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(versions, outcome.Manifests.Count);
        Assert.Equal(requests, fake.Traffic.Count("/versions?"));
    }

    [Fact]
    public async Task Pages_that_are_smaller_than_asked_for_prove_nothing_without_a_count()
    {
        await using var fake = await FakeGhcr.StartAsync(
            World("next last", state => Push(state, 130).HidesCount = true) with
            {
                MaxPageSize = 30,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal(
            "The list of versions of 'acme/web' could not be read completely, 4 times in a row: page 1 of 5 has 30 entries instead of 100.",
            outcome.Info.Reason
        );
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("", 100)]
    [InlineData("", 130)]
    [InlineData("next", 200)]
    [InlineData("next last", 230)]
    public async Task Two_equal_listings_stand_in_for_a_count_that_is_absent(string links, int versions)
    {
        await using var fake = await FakeGhcr.StartAsync(World(links, state => Push(state, versions).HidesCount = true));

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(versions, outcome.Manifests.Count);
        Assert.Equal(2, fake.Traffic.Count("&page=1"));
    }

    [Fact]
    public async Task Listings_that_differ_do_not_stand_in_for_a_count()
    {
        await using var fake = await FakeGhcr.StartAsync(World("next last", state => Push(state, 130).HidesCount = true));
        foreach (var nth in new[] { 1, 3 })
        {
            fake.Faults.Add(
                new Fault
                {
                    Pattern = @"versions\?.*&page=2$",
                    Nth = nth,
                    Kind = FaultKind.ShortPage,
                }
            );
        }

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Equal(
            "The list of versions of 'acme/web' could not be read completely, 4 times in a row: it does "
                + "not state how many versions it has, and two readings of the list differ.",
            outcome.Info.Reason
        );
        Assert.Empty(outcome.Manifests);
    }

    [Fact]
    public async Task Nothing_stands_in_for_a_package_that_is_not_there()
    {
        await using var fake = await FakeGhcr.StartAsync(World("next last", state => Push(state, 30)));
        fake.Faults.Add(
            new Fault
            {
                Pattern = "packages/container/web$",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 404,
                Body = """{"message":"Package not found."}""",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Contains("either it does not exist, or the token has no role on it", outcome.Info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Organization", 404, """{"message":"Not Found"}""", "orgs")]
    [InlineData("Organization", 200, """{"login":"acme"}""", "orgs")]
    [InlineData("Organization", 200, """{"login":"acme","type":"organization"}""", "orgs")]
    [InlineData("Organization", 200, """{"login":"acme","type":"Bot"}""", "orgs")]
    [InlineData("User", 404, """{"message":"Not Found"}""", "users")]
    [InlineData("User", 200, """{"login":"acme","type":7}""", "users")]
    [InlineData("User", 200, """{"login":"acme","type":"user"}""", "users")]
    public async Task An_owner_whose_kind_is_not_told_is_found_by_what_answers(string type, int status, string body, string family)
    {
        await using var fake = await FakeGhcr.StartAsync(World("next last", state =>
            {
                state.AddOwner("acme", type);
                Push(state, 5);
            }));
        fake.Faults.Add(
            new Fault
            {
                Pattern = Owner,
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = status,
                Body = body,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(1, fake.Traffic.Count($"GET /api/v3/{family}/acme/packages/container/web/versions"));
        Assert.Equal(["acme/web"], await new GhcrRun(fake).ListAsync("acme/*"));
    }

    [Fact]
    public async Task The_tokens_own_user_is_known_by_its_name_alone()
    {
        await using var fake = await FakeGhcr.StartAsync(World("next last", state =>
            {
                state.AddOwner("octocat", "User");
                state.AddPackage("octocat", "private").PushManifest("v", First);
            }));
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/users/octocat$",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 404,
                Body = "{}",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync("octocat/private", Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
    }

    [Theory]
    [InlineData(404, "the user or organization 'acme'")]
    [InlineData(403, "The token of POLICYENGINE_TOKEN")]
    public async Task An_owner_that_nothing_answers_for_is_incomplete(int status, string why)
    {
        await using var fake = await FakeGhcr.StartAsync(World("next last", state => Push(state, 5)));
        fake.Faults.Add(
            new Fault
            {
                Pattern = Owner,
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 404,
                Body = "{}",
            }
        );
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/orgs/acme/",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = status,
                Body = "{}",
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.Contains(why, outcome.Info.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(outcome.Manifests);
    }

    private static GhcrPackage Push(GhcrState state, int versions)
    {
        var package = state.AddPackage("acme", "web", isPublic: true);
        for (var i = 0; i < versions; i++)
        {
            package.PushManifest($"image {i}", First.AddHours(i));
        }

        return package;
    }

    private static Scenario World(string links, Action<GhcrState> setup) =>
        GhcrRun.World(setup, new Scenario { Links = links.Split(' ', StringSplitOptions.RemoveEmptyEntries) });
}
