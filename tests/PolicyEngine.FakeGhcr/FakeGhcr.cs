using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PolicyEngine.Fakes;

/// <summary>A running fake: GitHub's REST API under <see cref="ApiUrl"/>, ghcr.io under <see cref="Url"/>. Thread-safe.</summary>
public sealed class FakeGhcr : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeGhcr(WebApplication app, GhcrState state, Traffic traffic, FaultList faults)
    {
        _app = app;
        State = state;
        Traffic = traffic;
        Faults = faults;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        ApiUrl = new Uri(Url, "api/v3");
    }

    /// <summary>The registry's base URL.</summary>
    public Uri Url { get; }

    /// <summary>The REST API's base URL.</summary>
    public Uri ApiUrl { get; }

    public GhcrState State { get; }

    public Traffic Traffic { get; }

    public FaultList Faults { get; }

    /// <summary>Starts a fake on 127.0.0.1.</summary>
    /// <param name="scenario">The world.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="clock">The fake's clock; the system's by default.</param>
    /// <param name="dates">The clock of the header Date; the system's by default.</param>
    public static async Task<FakeGhcr> StartAsync(Scenario scenario, int port = 0, TimeProvider? clock = null, TimeProvider? dates = null)
    {
        clock ??= TimeProvider.System;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var (state, traffic, faults) = (scenario.Build(clock), new Traffic(), new FaultList());
        foreach (var fault in scenario.Faults)
        {
            faults.Add(fault);
        }

        var desk = new FrontDesk(state, scenario, traffic, faults, clock);
        app.Run(context =>
        {
            if (dates is not null)
            {
                context.Response.Headers.Date = dates.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            }

            return desk.AnswerAsync(context);
        });
        await app.StartAsync();
        return new FakeGhcr(app, state, traffic, faults);
    }

    /// <summary>Changes or reads the state while the server runs.</summary>
    public T With<T>(Func<GhcrState, T> use)
    {
        lock (State.Gate)
        {
            return use(State);
        }
    }

    /// <summary>Changes the state just before the n-th request that a pattern matches is answered.</summary>
    public void Before(string pattern, int nth, Action<GhcrState> change) =>
        Faults.Add(
            new Fault
            {
                Pattern = pattern,
                Nth = nth,
                Before = change,
            }
        );

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Connections that hang by a fault are dropped.
        }

        await _app.DisposeAsync();
    }
}
