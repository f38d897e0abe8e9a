using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Registry.Contract;

namespace PolicyEngine.Cli.Tests.Terminal;

public sealed class MessagesTests : IDisposable
{
    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_token_is_never_told_plain_or_encoded()
    {
        var token = "ghp_secret/token+";
        var messages = new Messages(
            Environment(name => name == "GITHUB_TOKEN" ? token : null),
            isQuiet: false,
            isVerbose: true,
            useColor: false
        );
        messages.Error($"sent {token} and {Convert.ToBase64String(Encoding.UTF8.GetBytes(token))} and {Uri.EscapeDataString(token)}");
        messages.Detail(token);
        Assert.Equal("error: sent *** and *** and ***\n  ***\n", _written.ToString());
    }

    [Fact]
    public void What_comes_from_outside_cannot_move_the_cursor()
    {
        var messages = new Messages(Environment(), isQuiet: false, isVerbose: false, useColor: false);
        messages.Warning("a\e[2Jb\nc");
        Assert.Equal("warning: a\\u{1B}[2Jb\\u{A}c\n", _written.ToString());
    }

    [Fact]
    public void Quiet_tells_errors_only()
    {
        var messages = new Messages(Environment(), isQuiet: true, isVerbose: false, useColor: true);
        messages.Warning("w");
        messages.Info("i");
        messages.Error("e");
        Assert.Equal("\e[1;31merror\e[0m: e\n", _written.ToString());
    }

    [Fact]
    public void Long_reading_shows_a_line_each_half_minute_where_there_is_no_terminal()
    {
        var clock = new FakeTimeProvider();
        var environment = Environment() with { Clock = clock };
        using (var progress = new ProgressReport(new Messages(environment, isQuiet: false, isVerbose: false, useColor: false), environment))
        {
            progress.Begin(2);
            progress.Take(new ReadProgress("ghcr.io", "web", 60, 100, 500));
            progress.Take(new ReadProgress("ghcr.io", "api", 59, 2));
            progress.Take(new ReadProgress("registry.example.com", "web", 3, 7));
            clock.Advance(TimeSpan.FromSeconds(30));
            progress.Take(new ReadProgress("ghcr.io", "web", 600, 600));
            progress.Finish();
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(
            "Reading: 0 of 2 repositories, 109 manifests, 63 requests (2.1/s), 30 s, about 4 min left\n"
                + "Reading: 1 of 2 repositories, 609 manifests, 603 requests (10.1/s), 60 s\n",
            _written.ToString()
        );
    }

    [Fact]
    public void A_wait_for_a_limit_is_shown_while_it_lasts()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var environment = Environment() with { Clock = clock };
        using (var progress = new ProgressReport(new Messages(environment, isQuiet: false, isVerbose: false, useColor: false), environment))
        {
            progress.Begin(1);
            progress.Wait(new RegistryWait("api.github.com", clock.GetUtcNow() + TimeSpan.FromSeconds(45)));
            progress.Wait(new RegistryWait("api.github.com", clock.GetUtcNow() + TimeSpan.FromSeconds(40)));
            clock.Advance(TimeSpan.FromSeconds(30));
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(
            "Waiting for the limit of api.github.com until 00:00:45 UTC.\n"
                + "Reading: 0 of 1 repository, 0 manifests, 0 requests, 30 s, waiting for the limit of "
                + "api.github.com until 00:00:45 UTC\nReading: 0 of 1 repository, 0 manifests, 0 requests, "
                + "60 s\n",
            _written.ToString()
        );
    }

    [Fact]
    public void What_reading_costs_is_announced_and_small_ones_among_many_are_a_detail()
    {
        var environment = Environment();
        using (var progress = new ProgressReport(new Messages(environment, isQuiet: false, isVerbose: false, useColor: false), environment))
        {
            progress.Begin(1);
            progress.Announce(
                new ReadEstimate
                {
                    Repository = "ghcr.io/a/web",
                    IsListing = true,
                    Versions = 5000,
                    Requests = 50,
                    Remaining = 4998,
                    Reset = "2026-06-01 01:00 UTC",
                    Duration = TimeSpan.FromSeconds(1.2),
                }
            );
            progress.Announce(
                new ReadEstimate
                {
                    Repository = "ghcr.io/a/web",
                    Versions = 5000,
                    Requests = 6,
                    Cached = 549,
                    Duration = TimeSpan.FromMilliseconds(1),
                }
            );
            progress.Begin(11);
            progress.Announce(
                new ReadEstimate
                {
                    Repository = "ghcr.io/a/small",
                    Versions = 10,
                    Requests = 2,
                }
            );
            progress.Announce(
                new ReadEstimate
                {
                    Repository = "ghcr.io/a/large",
                    IsListing = true,
                    Versions = 100_000,
                    Requests = 1000,
                    Duration = TimeSpan.FromSeconds(91),
                }
            );
        }

        Assert.Equal(
            """
            ghcr.io/a/web: 5000 versions; listing takes 50 requests of the 4998 that GitHub allows until 2026-06-01 01:00 UTC, about 2 s.
            ghcr.io/a/web: 5000 versions listed; reading what the tags lead to takes 6 requests (549 manifests from the cache), about 1 s.
            ghcr.io/a/large: 100000 versions; listing takes 1000 requests, about 2 min.

            """,
            _written.ToString()
        );
    }

    [Fact]
    public void On_a_terminal_the_line_is_repainted_and_taken_away_before_anything_else()
    {
        var clock = new FakeTimeProvider();
        var environment = Environment() with { Clock = clock, IsErrorTerminal = true };
        var messages = new Messages(environment, isQuiet: false, isVerbose: false, useColor: false);
        using (var progress = new ProgressReport(messages, environment))
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            messages.Info("done");
        }

        Assert.Equal("\r\e[2KLooking for repositories, 0 manifests, 0 requests, 0 s\r\e[2Kdone\n", _written.ToString());
    }

    private CliEnvironment Environment(Func<string, string?>? variable = null) =>
        new()
        {
            Output = Stream.Null,
            Error = _written,
            Variable = variable ?? (_ => null),
            CurrentDirectory = "/",
            Clock = new FakeTimeProvider(),
        };
}
