using System.Text;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Registry;

namespace PolicyEngine.Cli.Tests.Terminal;

public sealed class MessagesTests : IDisposable
{
    private readonly StringWriter _written = new();

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_token_is_never_told_plain_or_encoded()
    {
        var token = "ghp_secret/token+";
        var messages = new Messages(Environment(name => name == "GITHUB_TOKEN" ? token : null), isQuiet: false, isVerbose: true, useColor: false);
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
            progress.Take(new ReadProgress("web", 10, 100));
            progress.Take(new ReadProgress("api", 1, 2));
            clock.Advance(TimeSpan.FromSeconds(30));
            progress.Finish();
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(
            "Reading: 0 of 2 repositories, 102 manifests, 11 requests, 30 s\nReading: 1 of 2 repositories, 102 manifests, 11 requests, 60 s\n", _written.ToString());
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

        Assert.Equal("\r\e[2KReading: 0 of 0 repositories, 0 manifests, 0 requests, 0 s\r\e[2Kdone\n", _written.ToString());
    }

    private CliEnvironment Environment(Func<string, string?>? variable = null) => new()
    {
        Output = Stream.Null,
        Error = _written,
        Variable = variable ?? (_ => null),
        CurrentDirectory = "/",
        Clock = new FakeTimeProvider(),
    };
}
