using BenchmarkDotNet.Running;
using PolicyEngine.Benchmarks;

switch (args)
{
    case ["graph", .. var rest]:
        return GraphMeasurement.Run(rest);
    case ["plan", .. var rest]:
        return PlanMeasurement.Run(rest);
    case ["keystroke"]:
        return KeystrokeMeasurement.Run();
    case ["growth"]:
        return GrowthMeasurement.Run();
    case ["figures", .. var rest]:
        return await FiguresMeasurement.RunAsync(rest);
    case ["snapshot", .. var rest]:
        return SnapshotFigures.Write(rest);
    case ["ghcr", .. var rest]:
        return await GhcrMeasurement.RunAsync(rest);
    case ["organization", .. var rest]:
        return await OrganizationMeasurement.RunAsync(rest);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(SyntheticRepository).Assembly).Run(args);
        return 0;
}
