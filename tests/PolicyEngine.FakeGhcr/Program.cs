using System.Globalization;
using System.Runtime.InteropServices;
using PolicyEngine.Fakes;

// dotnet run --project tests/PolicyEngine.FakeGhcr -- --scenario FILE [--port N] [--latency MS]
var scenario = new Scenario();
var port = 0;
int? latency = null;
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
    switch (args[i])
    {
        case "--scenario":
            scenario = Scenario.Parse(await File.ReadAllTextAsync(value));
            break;
        case "--port":
            port = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--latency":
            latency = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        default:
            Console.Error.WriteLine($"Unknown option '{args[i]}'. Options: --scenario FILE, --port N, --latency MS.");
            return 2;
    }
}

scenario = scenario with { LatencyMilliseconds = latency ?? scenario.LatencyMilliseconds };
await using var fake = await FakeGhcr.StartAsync(scenario, port);
Console.WriteLine($"registry {fake.Url.ToString().TrimEnd('/')}");
Console.WriteLine($"api      {fake.ApiUrl}");
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    await Task.Delay(Timeout.Infinite, stop.Token);
}
catch (OperationCanceledException)
{
    // A signal ends it.
}

Console.WriteLine(
    $"requests {fake.Traffic.Total}, at most {fake.Traffic.MaxInFlight} in flight, "
        + $"at most {fake.Traffic.MaxPointsPerMinute()} points a minute"
);
return 0;

void End(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
