using BenchmarkDotNet.Running;
using PolicyEngine.Benchmarks;

if (args is ["graph", .. var rest])
{
    return GraphMeasurement.Run(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(SyntheticRepository).Assembly).Run(args);
return 0;
