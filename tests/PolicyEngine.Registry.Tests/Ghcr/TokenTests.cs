using System.Text;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Providers.Ghcr;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class TokenTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Title, FakeToken? Token, string? Value)[] Tokens =
    [
        ("none", null, null),
        ("unknown", null, "expired-token"),
        ("classic", new FakeToken { Value = "classic", Login = "octocat" }, null),
        (
            "classic without scopes",
            new FakeToken
            {
                Value = "bare",
                Login = "octocat",
                Scopes = [],
            },
            null
        ),
        (
            "classic with repo only",
            new FakeToken
            {
                Value = "repo",
                Login = "octocat",
                Scopes = ["repo", "gist"],
            },
            null
        ),
        (
            "classic without a role",
            new FakeToken
            {
                Value = "stranger",
                Login = "hubot",
                Role = PackageRole.None,
            },
            null
        ),
        (
            "fine-grained",
            new FakeToken
            {
                Value = "github_pat_1",
                Kind = TokenKind.FineGrained,
                Login = "octocat",
            },
            null
        ),
        ("workflow with a role", new FakeToken { Value = "ghs_12345_eyJhbGciOi.long", Kind = TokenKind.Actions }, null),
        (
            "workflow without a role",
            new FakeToken
            {
                Value = "ghs_1",
                Kind = TokenKind.Actions,
                Role = PackageRole.None,
            },
            null
        ),
    ];

    [Fact]
    public async Task Each_token_is_told_what_it_lacks_and_where_to_set_it()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        var table = new StringBuilder();
        foreach (var (title, token, value) in Tokens)
        {
            var run = Run(fake, token?.Value ?? value);
            var package = await run.ReadAsync("acme/web");
            table.AppendLine($"## {title}").AppendLine($"package: {package.Info.Reason ?? $"{package.Manifests.Count} versions"}");
            table.AppendLine($"listing: {await ListAsync(run, "acme/*")}").AppendLine();
        }

        Snapshot.Match(table.ToString().Replace(fake.Url.Authority, "HOST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_refuses_what_the_api_allows_says_what_the_token_lacks()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /token",
                Kind = FaultKind.Status,
                Status = 403,
                Times = 9,
                Body = """{"errors":[{"code":"DENIED","message":"denied"}]}""",
            }
        );
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /v2/",
                Kind = FaultKind.Status,
                Status = 401,
                Times = 9,
                Body = "{}",
                Headers = new Dictionary<string, string> { ["www-authenticate"] = $"Bearer realm=\"{fake.Url}token\",service=\"ghcr.io\"" },
            }
        );

        var outcome = await Run(fake, "classic").ReadAsync();

        Snapshot.Match(outcome.Info.Reason!.Replace(fake.Url.Authority, "HOST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Where_the_token_service_gives_none_the_registry_takes_the_token_itself(int status)
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /token.*acme%2Fweb",
                Kind = FaultKind.Status,
                Status = status,
                Times = int.MaxValue,
                Body = "{}",
            }
        );
        var run = Run(fake, "classic");

        Assert.Null((await run.ReadAsync("acme/web")).Info.Reason);
        Assert.Null((await run.ReadAsync("acme/base")).Info.Reason);
    }

    [Fact]
    public async Task A_challenge_for_a_placeholder_is_answered_for_the_package()
    {
        await using var fake = await FakeGhcr.StartAsync(World() with { PlaceholderScope = true });

        var outcome = await Run(fake, "classic").ReadAsync();

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(
            ["GET /token?service=ghcr.io&scope=repository%3Aacme%2Fweb%3Apull&account=token"],
            fake.Traffic.Requests.Where(r => r.Target.StartsWith("/token", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Target}")
        );
    }

    [Fact]
    public async Task A_package_or_an_owner_that_does_not_exist_is_incomplete()
    {
        await using var fake = await FakeGhcr.StartAsync(World());

        var package = await Run(fake, "classic").ReadAsync("acme/wbe");
        var owner = await Run(fake, "classic").ReadAsync("acne/web");

        Assert.Contains("either it does not exist, or the token has no role on it", package.Info.Reason, StringComparison.Ordinal);
        Assert.Contains("the user or organization 'acne'", owner.Info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "github_pat_1",
        404,
        "Not Found",
        "the token of GITHUB_TOKEN is a fine-grained personal access token, and GitHub Packages only takes classic ones; create one at "
    )]
    [InlineData(
        "github_pat_1",
        403,
        "Forbidden",
        "the token of GITHUB_TOKEN is a fine-grained personal access token, and GitHub Packages only takes classic ones; create one at "
    )]
    [InlineData(
        "classic",
        403,
        "the `acme` organization has an IP allow list enabled",
        "the IP allow list of 'acme' does not have the address of this machine. An owner "
            + "adds it at https://github.com/organizations/acme/settings/security."
    )]
    [InlineData(
        "classic",
        403,
        "Must have admin rights",
        "the token of GITHUB_TOKEN lacks permission. It needs the scope read:packages "
            + "(https://github.com/settings/tokens), and its user a role on the package, given at "
            + "https://github.com/orgs/acme/packages/container/web/settings."
    )]
    public async Task A_refusal_says_what_is_missing_and_where_to_set_it_whatever_its_words(
        string token,
        int status,
        string message,
        string said
    )
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/orgs/acme/packages",
                Kind = FaultKind.Status,
                Status = status,
                Times = 9,
                Body = $$"""{"message":"{{message}}"}""",
            }
        );

        var outcome = await Run(fake, token).ReadAsync();

        Assert.Contains($"({status}, {message}): {said}", outcome.Info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.github.com/orgs/acme/packages/container/web", "https://github.com/orgs/acme/packages/container/web/settings")]
    [InlineData(
        "https://ghe.example.com/api/v3/orgs/acme/packages/container/web",
        "https://ghe.example.com/orgs/acme/packages/container/web/settings"
    )]
    [InlineData(
        "https://ghe.example.com:8443/api/v3/users/acme/packages/container/web",
        "https://ghe.example.com:8443/users/acme/packages/container/web/settings"
    )]
    [InlineData("https://api.acme.ghe.com/user/packages/container/web", "https://acme.ghe.com/users/acme/packages/container/web/settings")]
    [InlineData(
        "http://127.0.0.1:5080/api/v3/user/packages/container/web",
        "https://github.com/users/acme/packages/container/web/settings"
    )]
    public void What_is_missing_is_set_on_the_site_of_the_API(string api, string site) =>
        Assert.Equal(site, GitHubSite.Package(new Uri(api), "acme", "web"));

    [Fact]
    public async Task A_missing_scope_is_named_where_GitHub_says_no_more_than_not_found()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/orgs/acme/packages",
                Kind = FaultKind.Status,
                Status = 404,
                Times = 9,
                Body = "{}",
                Headers = new Dictionary<string, string> { ["x-oauth-scopes"] = "repo" },
            }
        );

        var outcome = await Run(fake, "repo").ReadAsync();

        Assert.Equal(
            "GitHub does not show the package 'acme/web' (status 404): the token of GITHUB_TOKEN lacks the scope "
                + "read:packages (it has: repo). Add it at https://github.com/settings/tokens; deleting needs delete:packages too.",
            outcome.Info.Reason
        );
    }

    [Fact]
    public async Task A_private_package_of_another_user_is_said_not_to_be_shown()
    {
        await using var fake = await FakeGhcr.StartAsync(World());

        var outcome = await Run(fake, "stranger").ReadAsync("octocat/private");

        Assert.Contains(
            "https://github.com/users/octocat/packages/container/private/settings",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            " 'octocat' is not the token's user, so GitHub's API shows public packages only.",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_the_tokens_user_is_is_not_guessed_where_GitHub_fails_to_say()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/user$",
                Kind = FaultKind.Status,
                Status = 502,
                Times = 99,
            }
        );

        var outcome = await Run(fake, "classic").ReadAsync("octocat/private");

        Assert.Equal("GitHub's API fails (status 502) at the packages of 'octocat', after several attempts.", outcome.Info.Reason);
    }

    [Fact]
    public async Task The_packages_of_the_tokens_own_user_are_seen_with_the_private_ones()
    {
        await using var fake = await FakeGhcr.StartAsync(World());

        Assert.Equal(["octocat/private", "octocat/public"], await Run(fake, "classic").ListAsync("octocat/*"));
        Assert.Equal(["octocat/public"], await Run(fake, "stranger").ListAsync("octocat/*"));
        Assert.True((await Run(fake, "classic").ReadAsync("octocat/private")).Info.Complete);
    }

    [Fact]
    public async Task A_workflows_token_that_is_listed_nothing_is_no_owner_without_packages()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /api/v3/orgs/acme/packages",
                Kind = FaultKind.Status,
                Status = 200,
                Body = "[]",
            }
        );

        Assert.StartsWith(
            "GitHub lists no packages of 'acme': the token of GITHUB_TOKEN is a workflow's or an "
                + "app's, which cannot list packages. Name each package without globs, or ",
            await ListAsync(Run(fake, "ghs_12345_eyJhbGciOi.long"), "acme/*"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_workflows_token_never_asks_who_it_is()
    {
        await using var fake = await FakeGhcr.StartAsync(World());

        await Run(fake, "ghs_12345_eyJhbGciOi.long").ReadAsync("octocat/public");

        Assert.DoesNotContain(fake.Traffic.Requests, r => r.Target == "/api/v3/user");
    }

    [Fact]
    public async Task A_listing_without_an_owner_is_refused_before_any_request()
    {
        await using var fake = await FakeGhcr.StartAsync(World());

        Assert.Equal(
            "'*/web' does not begin with the name of an owner, and GitHub does not list all owners.",
            await ListAsync(Run(fake, "classic"), "*/web")
        );
        Assert.Equal(0, fake.Traffic.Total);
    }

    [Fact]
    public async Task No_secret_is_in_what_is_said()
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        foreach (var value in new[] { "classic", "bare", "stranger", "github_pat_1", "ghs_12345_eyJhbGciOi.long" })
        {
            var run = Run(fake, value);
            fake.Faults.Add(
                new Fault
                {
                    Pattern = "GET /v2/",
                    Kind = FaultKind.Status,
                    Status = 503,
                    Times = 2,
                }
            );
            var outcome = await run.ReadAsync();
            var said = string.Join('\n', [.. run.Lines, outcome.Info.Reason ?? ""]);
            Assert.DoesNotContain(value is "classic" or "bare" or "stranger" ? $"{value}\"" : value, said, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET /api/v3/orgs/acme/packages/container/web/versions", "classic")]
    [InlineData("GET /v2/acme/web/manifests/", "classic")]
    [InlineData("GET /v2/acme/web/manifests/", "classic", "GET /token")]
    public async Task A_secret_that_a_server_repeats_in_its_error_is_not_said(string pattern, string token, string? broken = null)
    {
        await using var fake = await FakeGhcr.StartAsync(World());
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"token:{token}"));
        if (broken is not null)
        {
            fake.Faults.Add(
                new Fault
                {
                    Pattern = broken,
                    Kind = FaultKind.Status,
                    Status = 500,
                    Times = int.MaxValue,
                }
            );
        }

        // The first one to the registry is the challenge. The API is sent the token alone.
        var isRegistry = pattern.Contains("/v2/", StringComparison.Ordinal);
        fake.Faults.Add(
            new Fault
            {
                Pattern = pattern,
                Nth = isRegistry ? 2 : 1,
                Kind = FaultKind.Status,
                Status = 400,
                Body = $$"""{"message":"{{token}} is none, {{base64}} is none{{(isRegistry ? ", Basic " + basic : "")}}"}""",
                Times = int.MaxValue,
            }
        );

        var outcome = await Run(fake, token).ReadAsync();

        Assert.Contains(
            $"(400, *** is none, *** is none{(isRegistry ? ", Basic ***" : "")})",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
    }

    private static async Task<string> ListAsync(GhcrRun run, string pattern)
    {
        try
        {
            return string.Join(' ', await run.ListAsync(pattern));
        }
        catch (RegistryException e)
        {
            return e.Message;
        }
    }

    private static GhcrRun Run(FakeGhcr fake, string? token)
    {
        var run = new GhcrRun(fake);
        run.Environment.Clear();
        if (token is not null)
        {
            run.Environment["GITHUB_TOKEN"] = token;
        }

        // No file of whoever runs the tests.
        run.Environment["DOCKER_CONFIG"] = "/nonexistent";
        run.Environment["HOME"] = "/nonexistent";
        return run;
    }

    private static Scenario World() =>
        new()
        {
            Owners = new Dictionary<string, string> { ["octocat"] = "User" },
            Tokens = [.. Tokens.Select(t => t.Token).OfType<FakeToken>()],
            Setup = state =>
            {
                state.AddPackage("acme", "web").PushImage("app", First, tags: "v1");
                state.AddPackage("acme", "base", isPublic: true).PushImage("base", First, tags: "v1");
                state.AddPackage("octocat", "private").PushImage("app", First, tags: "v1");
                state.AddPackage("octocat", "public", isPublic: true).PushImage("app", First, tags: "v1");
            },
        };
}
