using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests;

/// <summary>A registry that the user named, and that gets the token, sends its clients elsewhere:
/// by redirects, and by the realm of its challenge. The token does not follow.</summary>
public sealed class TokenDetourTests
{
    private static readonly Dictionary<string, string> Tokens = new()
    {
        ["POLICYENGINE_TOKEN"] = "me:secret-one",
        ["GITHUB_TOKEN"] = "secret-two",
    };

    public static TheoryData<string, string> Detours
    {
        get
        {
            var detours = new TheoryData<string, string>();
            foreach (var command in (string[])["plan", "run", "apply", "restore"])
            {
                foreach (var way in (string[])["bearer", "basic-bearer", "307", "302", "308", "tags", "manifest"])
                {
                    detours.Add(command, way);
                }
            }

            return detours;
        }
    }

    [Theory]
    [MemberData(nameof(Detours))]
    public async Task The_token_stays_with_the_registry_that_the_user_named(string command, string way)
    {
        await using var registry = await StartAsync();
        await using var listener = await OddServer.StartAsync();
        listener.Instead = _ => Answer.Json("""{"token":"t","access_token":"t","tags":["pr-1"]}""");
        using var folder = new TemporaryFolder();
        folder.Write(
            "policy.yaml",
            """
            version: 1
            targets: ["registry.example.com/acme/web"]
            settings: { age-from: [created], grace: 1s }
            protect: [{ tags: ["v*"] }]
            rules: [{ id: old, match: { tags: ["pr-*"] }, delete: all }]
            """
        );
        string[] where = ["--registry-url", registry.Url.AbsoluteUri, "--no-cache"];
        if (command is "apply" or "restore")
        {
            var planned = await CliRun.RunAsync(
                folder.Path,
                ["plan", "policy.yaml", "--out", "plan.json", .. where],
                Tokens,
                TimeProvider.System
            );
            Assert.True(planned.Status == 0, planned.Output + planned.Error);
        }

        if (command == "restore")
        {
            var applied = await CliRun.RunAsync(folder.Path, ["apply", "plan.json", .. where], Tokens, TimeProvider.System);
            Assert.True(applied.Status == 0, applied.Output + applied.Error);
        }

        // By a name that differs, on a port that does.
        var elsewhere = $"http://localhost:{listener.Url.Port}";
        registry.Instead = request =>
            way switch
            {
                "bearer" => Challenge($"Bearer realm=\"{elsewhere}/token\",service=\"reg\""),
                _ when request.Header("Authorization") is null => Challenge("Basic realm=\"reg\""),
                "basic-bearer" => Challenge($"Bearer realm=\"{elsewhere}/token\",service=\"reg\""),
                "tags" => request.Line.Contains("/tags/list", StringComparison.Ordinal)
                    ? Answer.Redirect($"{elsewhere}/v2/acme/web/tags/list")
                    : null,
                "manifest" => request.Line.Contains("/manifests/", StringComparison.Ordinal) ? Answer.Redirect($"{elsewhere}/m") : null,
                _ => Answer.Redirect($"{elsewhere}/all", int.Parse(way, System.Globalization.CultureInfo.InvariantCulture)),
            };
        string[] args = command switch
        {
            "apply" => ["apply", "plan.json"],
            "restore" => ["restore", "plan.journal.jsonl"],
            _ => [command, "policy.yaml"],
        };
        var run = await CliRun.RunAsync(folder.Path, [.. args, .. where], Tokens, TimeProvider.System);
        Assert.Contains(registry.Received, request => request.Header("Authorization") is not null || way == "bearer");
        Assert.All(listener.Received, request =>
        {
            Assert.Null(request.Header("Authorization"));
            Assert.DoesNotContain("secret", request.Line + request.Body + string.Concat(request.Headers.Values), StringComparison.Ordinal);
        });
        Assert.DoesNotContain("secret-", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static Answer Challenge(string challenge) => new() { Status = 401, Headers = [("WWW-Authenticate", challenge)] };

    /// <summary>A registry that wants a password, and deletes.</summary>
    private static async Task<OddServer> StartAsync()
    {
        var registry = await OddServer.StartAsync();
        TestManifest kept = TestManifest.Image("kept"),
            old = TestManifest.Image("old");
        var answers = registry.HasTags("acme/web", "pr-1", "v1").Has("acme/web", kept, "v1").Has("acme/web", old, "pr-1");
        answers.On("GET /v2/", Answer.Json("{}"));
        foreach (var manifest in (TestManifest[])[kept, old])
        {
            answers
                .On($"HEAD /v2/acme/web/manifests/{manifest.Digest}", Answer.Of(manifest))
                .On($"DELETE /v2/acme/web/manifests/{manifest.Digest}", new Answer { Status = 202 });
        }

        registry.Instead = request => request.Header("Authorization") is null ? Challenge("Basic realm=\"reg\"") : null;
        return registry;
    }
}
