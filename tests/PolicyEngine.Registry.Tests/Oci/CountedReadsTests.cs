using PolicyEngine.Applying;
using PolicyEngine.Oci;
using PolicyEngine.Registry.Tests.Applying;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

/// <summary>Registries that count each manifest that is read as a pull.</summary>
public sealed class CountedReadsTests
{
    private const string Harbor = """Bearer realm="{0}service/token",service="harbor-registry",scope="repository:web:pull" """;
    private static readonly TestManifest Release = TestManifest.Image("release");
    private static readonly TestManifest Part = TestManifest.Image("part");
    private static readonly TestManifest Old = TestManifest.Index(Part, Release);

    [Theory]
    [InlineData("harbor.example.com")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com")]
    [InlineData("docker.io")]
    public async Task Each_manifest_is_read_once_and_not_again_while_the_cache_has_it(string host)
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        var target = TestOptions.Target(registry.Server) with { Registry = host };
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        var repository = host == "docker.io" ? "acme/web" : "web";
        if (host == "docker.io")
        {
            registry.Server.Instead = Renamed(registry.Server.Instead!);
        }

        var first = await Reading.OfAsync(target, repository, options);
        var cold = registry.Server.Received.Count;
        var second = await Reading.OfAsync(target, repository, options);

        Assert.Null(first.Info.Reason);
        Assert.Equal(first.Manifests.ToString(), second.Manifests.ToString());
        Assert.Equal(3, first.Manifests.Records.Count);
        Assert.Equal(3, Reads(registry.Server.Received.Take(cold)));
        Assert.Equal(0, Reads(registry.Server.Received.Skip(cold)));
    }

    [Fact]
    public async Task A_manifest_that_is_gone_is_not_taken_from_the_cache()
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        var target = TestOptions.Target(registry.Server) with { Registry = "harbor.example.com" };
        var options = new TestOptions().Options with { CacheDirectory = cache.Path };
        await Reading.OfAsync(target, "web", options);
        registry.Fault = line => line.EndsWith(Part.Digest, StringComparison.Ordinal) ? Answer.Error(404, "MANIFEST_UNKNOWN") : null;

        var reading = await Reading.OfAsync(target, "web", options);

        Assert.Null(reading.Info.Reason);
        Assert.DoesNotContain(reading.Manifests.Records, record => record.Digest == Part.Digest);
    }

    [Fact]
    public async Task Harbor_is_known_by_its_token_service_whatever_its_name_is()
    {
        await using var registry = await StartAsync();
        Challenge(registry);
        using var cache = new TemporaryDirectory();

        var reading = await Reading.OfAsync(TestOptions.Target(registry.Server), "web", new TestOptions().Options);

        Assert.Null(reading.Info.Reason);
        Assert.Equal(RegistryVendor.Harbor, reading.Info.Vendor);
        Assert.Equal(3, Reads(registry.Server.Received));
    }

    [Fact]
    public async Task A_registry_that_does_not_tell_the_digest_of_a_tag_is_read()
    {
        await using var registry = await StartAsync();
        registry.Fault = line => line.StartsWith("HEAD ", StringComparison.Ordinal) ? new Answer { Status = 405 } : null;

        var reading = await Reading.OfAsync(
            TestOptions.Target(registry.Server) with
            {
                Registry = "harbor.example.com",
            },
            "web",
            new TestOptions().Options
        );

        Assert.Null(reading.Info.Reason);
        Assert.Equal(3, reading.Manifests.Records.Count);
    }

    /// <summary>What is deleted is kept beside the journal, with the bytes that planning has read.</summary>
    [Fact]
    public async Task A_plan_and_its_apply_read_each_manifest_once()
    {
        await using var registry = await StartAsync();
        using var cache = new TemporaryDirectory();
        using var scene = new Scene
        {
            Target = TestOptions.Target(registry.Server) with { Registry = "harbor.example.com" },
            Repository = "web",
            Policy = """
                version: 1
                settings: { grace: 0s }
                limits: { max-delete: 100%, min-remaining: 0 }
                rules: [{ id: old, match: { tags: ["pr-*"] }, delete: all }]
                """,
            Cache = cache.Path,
        };
        var plan = await scene.PlanAsync();
        Assert.Single(plan.Repositories[0].Findings, finding => finding.Id == "PE4071");

        var report = await scene.ApplyAsync(plan);

        Assert.Equal(2, report.Count(ApplyOutcome.Done));

        // What was deleted is asked for once more, and answers 404, which is no pull.
        var requests = registry.Server.Received.ToList();
        var deletion = requests.FindIndex(request => request.Line.StartsWith("DELETE ", StringComparison.Ordinal));
        Assert.Equal(3, Reads(requests.Take(deletion)));
        Assert.Equal(
            0,
            Reads(
                requests
                    .Skip(deletion)
                    .Where(request =>
                        !request.Line.EndsWith(Old.Digest, StringComparison.Ordinal)
                        && !request.Line.EndsWith(Part.Digest, StringComparison.Ordinal)
                    )
            )
        );
        await scene.RestoreAsync();
        Assert.Contains(Old.Digest, registry.Present);
    }

    private static async Task<ActingRegistry> StartAsync() =>
        (await ActingRegistry.StartAsync(RegistryWay.Of("distribution")))
            .Has(Release, "v1", "latest", "stable")
            .Has(Part)
            .Has(Old, "pr-1", "pr-2");

    private static int Reads(IEnumerable<ReceivedRequest> requests) =>
        requests.Count(request =>
            request.Line.StartsWith("GET /v2/", StringComparison.Ordinal) && request.Line.Contains("/manifests/", StringComparison.Ordinal)
        );

    private static Func<ReceivedRequest, Answer?> Renamed(Func<ReceivedRequest, Answer?> answer) =>
        request => answer(request with { Line = request.Line.Replace("/v2/acme/web/", "/v2/web/", StringComparison.Ordinal) });

    private static void Challenge(ActingRegistry registry)
    {
        var inner = registry.Server.Instead!;
        registry.Server.Instead = request =>
            request.Line.StartsWith("GET /service/token", StringComparison.Ordinal) ? Answer.Json("""{"token":"t","expires_in":300}""")
            : request.Header("Authorization") is null
                ? new Answer
                {
                    Status = 401,
                    Headers = [("WWW-Authenticate", Harbor.Replace("{0}", registry.Server.Url.ToString(), StringComparison.Ordinal))],
                }
            : inner(request);
    }
}
