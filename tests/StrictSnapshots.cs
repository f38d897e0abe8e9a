using System.Runtime.CompilerServices;

namespace PolicyEngine.Tests.Snapshots;

/// <summary>A snapshot that is not there fails its test, instead of being made from
/// whatever the code gives now; only a run that renews makes new ones.</summary>
internal static class StrictSnapshots
{
    private const string StrictMode = "SNAPSHOOTER_STRICT_MODE";

#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Demand() =>
        Environment.SetEnvironmentVariable(StrictMode, Environment.GetEnvironmentVariable("POLICYENGINE_UPDATE") == "1" ? "false" : "true");
}
