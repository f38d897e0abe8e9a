using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Benchmarks;

/// <summary>Plans and deletes by the real program at a registry of the distribution API: half of the images are pull requests, which
/// go, the others are releases. Every image has one tag.</summary>
internal static class OciMeasurement
{
    private const string Policy = """
        version: 1
        targets: [registry.example.com/web]
        protect: [{ id: releases, tags: ["v*"] }]
        rules:
          - { id: pull-requests, match: { tags: ["pr-*"] }, delete: { older-than: 14d } }
        """;

    /// <summary>Plans cold and then with a filled cache, and tells of all requests.</summary>
    public static async Task PlanAsync(int images, Action<int, MeasuredProcess> measured)
    {
        var folder = Directory.CreateTempSubdirectory("policyengine-bench");
        try
        {
            await using var registry = await StartAsync(images);
            for (var run = 0; run < 2; run++)
            {
                var before = registry.Server.Received.Count;
                var process = await RunAsync(registry, folder, "plan", "policy.yaml", "--format", "json", "--output", "plan.json");
                measured(registry.Server.Received.Count - before, process);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Plans and applies, and tells of the look-ups while it is applied.</summary>
    public static async Task ApplyAsync(int images, Action<int, MeasuredProcess> measured)
    {
        var folder = Directory.CreateTempSubdirectory("policyengine-bench");
        try
        {
            await using var registry = await StartAsync(images);
            await RunAsync(registry, folder, "plan", "policy.yaml", "--out", "plan.json");
            var before = registry.Server.Received.Count;
            var process = await RunAsync(registry, folder, "apply", "plan.json", "--yes", "--journal", "journal.jsonl");
            var requests = registry.Server.Received.Skip(before).ToList();
            var deletions = requests.Count(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal));
            if (deletions != images / 2)
            {
                throw new InvalidOperationException($"{deletions} of {images / 2} images were deleted.");
            }

            measured(requests.Count(request => request.Line.StartsWith("HEAD ", StringComparison.Ordinal)), process);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<MeasuredProcess> RunAsync(ActingRegistry registry, DirectoryInfo folder, params string[] args)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "policy.yaml"), Policy);
        var run = await MeasuredProcess.RunAsync(
            new Dictionary<string, string>(),
            [
                .. args.Select(arg => arg.Contains('.', StringComparison.Ordinal) ? Path.Combine(folder.FullName, arg) : arg),
                "--quiet",
                "--cache",
                Path.Combine(folder.FullName, "cache"),
                "--registry-url",
                registry.Server.Url.ToString(),
            ]
        );
        return run.Status == 0 ? run : throw new InvalidOperationException(run.Error);
    }

    private static async Task<ActingRegistry> StartAsync(int images)
    {
        var registry = await ActingRegistry.StartAsync(RegistryWay.Of("distribution"));
        for (var image = 0; image < images; image++)
        {
            registry.Has(TestManifest.Image($"{image}"), image < images / 2 ? $"pr-{image}" : $"v1.{image}.0");
        }

        return registry;
    }
}
