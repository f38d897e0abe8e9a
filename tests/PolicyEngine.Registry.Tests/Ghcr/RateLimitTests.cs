using PolicyEngine.Fakes;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DroppingGuide Nothing = new(_ => false);
    private static readonly Dictionary<string, string> Unlimited = new(StringComparer.Ordinal)
    {
        ["x-ratelimit-remaining"] = "",
        ["x-ratelimit-reset"] = "",
    };

    [Theory]
    [InlineData(403, "retry-after", "17", "", 17_000)]
    [InlineData(429, "retry-after", "17", "", 17_000)]
    [InlineData(403, "x", "y", """{"message":"You have exceeded a secondary rate limit."}""", 60_000)]
    [InlineData(429, "x", "y", """{"message":"You have exceeded a secondary rate limit."}""", 60_000)]
    [InlineData(429, "retry-after", "1m2.5s", "", 62_500)]
    [InlineData(429, "retry-after", "2.5", "", 2_500)]
    [InlineData(403, "retry-after", "Mon, 01 Jun 2026 00:00:30 GMT", "", 29_000)]
    public async Task A_secondary_limit_is_waited_for(int status, string header, string value, string body, int milliseconds)
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=2$",
                Kind = FaultKind.Status,
                Status = status,
                Body = body,
                Headers = new Dictionary<string, string> { [header] = value },
            }
        );
        var run = new GhcrRun(fake);

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.True(run.Clock.Waits.Max() >= TimeSpan.FromMilliseconds(milliseconds), string.Join(' ', run.Clock.Waits));
        Assert.Equal(milliseconds >= 5_000, run.Waits.Contains(fake.Url.Authority));
    }

    [Fact]
    public async Task The_registrys_limit_is_waited_for_as_its_text_says()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /v2/acme/web/manifests/",
                Nth = 5,
                Times = 12,
                Kind = FaultKind.Status,
                Status = 429,
                Body =
                    """{"errors":[{"code":"TOOMANYREQUESTS","message":"toomanyrequests: retry-after: 880.092µs, allowed: 44000/minute"}]}""",
            }
        );
        var run = new GhcrRun(fake) { Concurrency = 4 };

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.True(run.Clock.Waits[0] < TimeSpan.FromSeconds(1), string.Join(' ', run.Clock.Waits));
    }

    [Theory]
    [InlineData(
        "GET /v2/acme/web/manifests/",
        429,
        "x",
        "y",
        """{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 880.092µs, allowed: 44000/minute"}]}"""
    )]
    [InlineData("GET /v2/acme/web/manifests/", 429, "retry-after", "1", "")]
    [InlineData(@"versions\?.*&page=2$", 403, "retry-after", "1", """{"message":"You have exceeded a secondary rate limit."}""")]
    [InlineData(@"versions\?.*&page=2$", 429, "x", "y", "")]
    public async Task A_limit_that_lasts_longer_than_it_says_is_waited_out(
        string pattern,
        int status,
        string header,
        string value,
        string body
    )
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = pattern,
                Times = 12,
                Kind = FaultKind.Status,
                Status = status,
                Body = body,
                Headers = new Dictionary<string, string> { [header] = value },
            }
        );

        var outcome = await new GhcrRun(fake) { Concurrency = 1 }.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
    }

    [Theory]
    [InlineData(
        @"versions\?.*&page=2$",
        "1",
        "GitHub does not show the package 'acme/web' (403, no): too many requests were made with this token; it asks to wait 1 s."
    )]
    [InlineData(
        @"versions\?.*&page=2$",
        "Mon, 01 Jun 2026 00:00:00 GMT",
        "GitHub does not show the package 'acme/web' (403, no): too many requests were made "
            + "with this token; it asks to wait until 2026-06-01 00:00:00 UTC."
    )]
    [InlineData("GET /v2/acme/web/manifests/", "1", "too many requests (403, no); it asks to wait 1 s.")]
    [InlineData("GET /v2/acme/web/manifests/", "soon", "too many requests (403, no); it asks to wait 'soon'.")]
    public async Task A_limit_that_does_not_end_is_given_up_within_minutes_and_says_what_it_asks_for(
        string pattern,
        string wait,
        string text
    )
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = pattern,
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"no"}""",
                Headers = new Dictionary<string, string> { ["retry-after"] = wait },
            }
        );
        var run = new GhcrRun(fake) { Concurrency = 1 };

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.EndsWith(text, outcome.Info.Reason, StringComparison.Ordinal);
        Assert.InRange(
            run.Clock.GetUtcNow() - new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
            TimeSpan.FromMinutes(2),
            TimeSpan.FromMinutes(15)
        );
    }

    [Fact]
    public async Task A_limit_without_an_end_says_so()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=2$",
                Times = int.MaxValue,
                Kind = FaultKind.Status,
                Status = 429,
                Body = """{"message":"no"}""",
                Headers = Unlimited,
            }
        );

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.EndsWith(
            "too many requests were made with this token, and GitHub does not say when the limit ends.",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_listing_that_the_hour_cannot_pay_for_is_refused_before_it_begins()
    {
        await using var fake = await FakeGhcr.StartAsync(Images() with { PrimaryLimit = 1000, PrimaryUsed = 995 });

        var outcome = await new GhcrRun(fake).ReadAsync(guide: Nothing);

        Assert.StartsWith(
            "Listing the 450 versions of 'acme/web' needs 5 more requests, and GitHub's API allows this token 2 until ",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            " Nothing was read. Run it again after that (with the same cache, what waits comes first), "
                + "let --wait wait for it, name fewer packages, or use a token with a higher limit: a personal "
                + "access token has 5000 requests an hour, a workflow's token 1000.",
            outcome.Info.Reason,
            StringComparison.Ordinal
        );
        Assert.False(outcome.Info.Complete);
        Assert.Equal(3, fake.Traffic.Total);
    }

    [Fact]
    public async Task A_reset_in_the_past_is_no_reason_to_crash_or_to_wait_long()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=2$",
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"API rate limit exceeded"}""",
                Headers = new Dictionary<string, string> { ["x-ratelimit-remaining"] = "0", ["x-ratelimit-reset"] = "1577836800" },
            }
        );
        var run = new GhcrRun(fake);

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.True(run.Clock.Waits.All(w => w < TimeSpan.FromSeconds(5)), string.Join(' ', run.Clock.Waits));
    }

    [Fact]
    public async Task A_limit_that_ends_far_away_is_not_waited_for()
    {
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=2$",
                Times = 99,
                Kind = FaultKind.Status,
                Status = 403,
                Body = """{"message":"API rate limit exceeded for user ID 1."}""",
                Headers = new Dictionary<string, string> { ["x-ratelimit-remaining"] = "0", ["x-ratelimit-reset"] = "1780275600" },
            }
        );
        var run = new GhcrRun(fake);

        var outcome = await run.ReadAsync(guide: Nothing);

        Assert.Equal(
            "GitHub does not show the package 'acme/web' (403, API rate limit exceeded for user ID 1.): too "
                + "many requests were made with this token; the limit ends at 2026-06-01 01:00 UTC.",
            outcome.Info.Reason
        );
    }

    [Fact]
    public async Task A_big_package_is_listed_below_the_points_of_a_minute()
    {
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(
                state =>
                {
                    var package = state.AddPackage("acme", "web");
                    var image = package.PushManifest("v", First);
                    for (var i = 0; i < 95_000; i++)
                    {
                        package.Push(
                            System.Text.Encoding.ASCII.GetBytes(i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                            image.MediaType,
                            First
                        );
                    }
                },
                new Scenario { PointsPerMinute = 100_000 }
            )
        );
        fake.Faults.Add(
            new Fault
            {
                Pattern = "GET /v2/.*manifests",
                Kind = FaultKind.Status,
                Status = 400,
                Times = int.MaxValue,
            }
        );
        var run = new GhcrRun(fake) { Concurrency = 32 };

        await run.ReadAsync(guide: Nothing);

        Assert.True(run.Clock.Waits.Max() > TimeSpan.FromSeconds(50), string.Join(' ', run.Clock.Waits.Max()));
    }

    private static Scenario Images() =>
        GhcrRun.World(state => state.AddPackage("acme", "web").PushImages(50, First, TimeSpan.FromHours(1), i => $"v{i}"));
}
