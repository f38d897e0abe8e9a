using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Fakes;

namespace PolicyEngine.Cli.Tests;

/// <summary>The fake of GitHub's registry that a scenario talks to, if any, and the words for its addresses.</summary>
internal sealed class StartedFakes : IAsyncDisposable
{
    private FakeGhcr? _fake;

    /// <summary>Starts one in place of the last.</summary>
    public async Task StartAsync(string world)
    {
        await DisposeAsync();
        _fake = await FakeGhcr.StartAsync(
            Fakes.Scenario.Parse(world),
            clock: new FakeTimeProvider(CliRun.Now),
            dates: new FakeTimeProvider(CliRun.Now)
        );
    }

    /// <summary>A word of a command with the real addresses.</summary>
    public string Show(string word) =>
        _fake is null
            ? word
            : word.Replace("$REGISTRY", Registry, StringComparison.Ordinal)
                .Replace("$API", _fake.ApiUrl.ToString(), StringComparison.Ordinal);

    /// <summary>A run without the real addresses, which change each time.</summary>
    public CliRun Hide(CliRun run) => new(Hide(run.Output), Hide(run.Error), run.Status);

    public async ValueTask DisposeAsync()
    {
        if (_fake is { } fake)
        {
            _fake = null;
            await fake.DisposeAsync();
        }
    }

    private string Registry => _fake!.Url.ToString().TrimEnd('/');

    private string Hide(string text) => _fake is null ? text : text.Replace(Registry, "$REGISTRY", StringComparison.Ordinal);
}
