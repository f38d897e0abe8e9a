using Xunit;

namespace PolicyEngine.Testing.Registries;

/// <summary>Programs that tests run. Where one is missing its tests are skipped,
/// or fail where <c>POLICYENGINE_REQUIRE_REGISTRY=1</c> says so.</summary>
public static class RealTool
{
    /// <summary>The path of a program; null where it is not installed.</summary>
    public static string? Find(string name) =>
        Environment
            .GetEnvironmentVariable("PATH")
            ?.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Skips the test where a program is missing.</summary>
    public static void Require(params IEnumerable<string> names)
    {
        var missing = names.Where(name => Find(name) is null).ToList();
        if (missing.Count > 0 && Environment.GetEnvironmentVariable("POLICYENGINE_REQUIRE_REGISTRY") == "1")
        {
            Assert.Fail($"Not installed, though POLICYENGINE_REQUIRE_REGISTRY=1 requires it: {string.Join(", ", missing)}.");
        }

        Skip.If(
            missing.Count > 0,
            $"Not installed: {string.Join(", ", missing)} (Debian: apt-get install docker-registry skopeo apache2-utils)."
        );
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    public static Task<string> RunAsync(string name, params IEnumerable<string> arguments) => TestProcess.SucceedAsync(name, arguments);
}
