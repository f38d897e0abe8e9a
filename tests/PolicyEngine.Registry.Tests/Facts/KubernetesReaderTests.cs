using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Testing.Registries;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Facts;

/// <summary>Against a server that pages, refuses and hangs as one of Kubernetes does, by kubeconfigs as people have them.</summary>
public sealed class KubernetesReaderTests : IDisposable
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryDirectory _folder = new();
    private readonly TestOptions _options = new();
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Objects =>
        new()
        {
            { "apis/apps/v1/deployments", Template("spec.template"), "Deployment shop/it" },
            { "apis/apps/v1/statefulsets", Template("spec.template"), "StatefulSet shop/it" },
            { "apis/apps/v1/daemonsets", Template("spec.template"), "DaemonSet shop/it" },
            { "apis/apps/v1/replicasets", Template("spec.template"), "ReplicaSet shop/it" },
            { "apis/apps/v1/controllerrevisions", Template("data.spec.template"), "ControllerRevision shop/it" },
            { "apis/batch/v1/jobs", Template("spec.template"), "Job shop/it" },
            { "apis/batch/v1/cronjobs", Template("spec.jobTemplate.spec.template"), "CronJob shop/it" },
            { "api/v1/replicationcontrollers", Template("spec.template"), "ReplicationController shop/it" },
            { "api/v1/podtemplates", Template("template"), "PodTemplate shop/it" },
            { "api/v1/pods", Template(""), "Pod shop/it" },
        };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Every_kind_with_a_template_of_pods_is_read(string kind, string json, string place)
    {
        _cluster.Add(kind, json);
        await using var server = await StartAsync();
        var facts = await ReadAsync();
        Assert.Null(facts.Problem);
        Assert.Equal(["acme/debug:1", "acme/init:1", "acme/volume:1", "acme/web:1"], facts.Images.Select(image => image.Text));
        Assert.All(facts.Images, image => Assert.Equal($"prod/eu-1, {place}", image.Place));
    }

    [Fact]
    public async Task What_a_runtime_runs_counts_under_its_digest_and_the_name_of_its_deployment()
    {
        _cluster.Add(
            "api/v1/pods",
            $$"""
            { "metadata": { "name": "web-5d-x1", "namespace": "shop", "labels": { "pod-template-hash": "5d" },
                "ownerReferences": [ { "kind": "ReplicaSet", "name": "web-5d", "controller": true } ] },
              "spec": { "containers": [ { "image": "acme/web:1" } ] },
              "status": { "initContainerStatuses": [ { "imageID": "docker-pullable://acme/init@{{Digest}}" } ],
                "containerStatuses": [ { "image": "{{Digest}}", "imageID": "" } ] } }
            """
        );
        await using var server = await StartAsync();
        var facts = await ReadAsync();
        Assert.Equal(["acme/web:1", $"docker-pullable://acme/init@{Digest}", Digest], facts.Images.Select(image => image.Text));
        Assert.All(facts.Images, image => Assert.Equal("prod/eu-1, Deployment shop/web", image.Place));
    }

    [Fact]
    public async Task Thousands_of_pods_are_one_list_in_pages()
    {
        for (var i = 0; i < 5000; i++)
        {
            _cluster.AddPod($"web-{i}", $"acme/web:{i}", $"acme/web@{Digest}");
        }

        await using var server = await StartAsync();
        var facts = await ReadAsync();
        Assert.Equal(5001, facts.Images.Select(image => image.Text).Distinct().Count());
        Assert.Equal(50 + FakeCluster.Kinds.Count - 1, server.Received.Count);
    }

    [Fact]
    public async Task A_list_whose_place_was_forgotten_begins_again()
    {
        for (var i = 0; i < 600; i++)
        {
            _cluster.AddPod($"web-{i}", $"acme/web:{i}");
        }

        _cluster.Expired.Add("300");
        await using var server = await StartAsync();
        var facts = await ReadAsync();
        Assert.Null(facts.Problem);
        Assert.Equal(600, facts.Images.Select(image => image.Text).Distinct().Count());
    }

    [Fact]
    public async Task Each_kind_that_may_not_be_listed_is_a_problem()
    {
        _cluster.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        foreach (var resource in FakeCluster.Kinds.Select(kind => kind[(kind.LastIndexOf('/') + 1)..]))
        {
            _cluster.Forbidden.Clear();
            _cluster.Forbidden.Add(resource);
            var problem = (await ReadAsync()).Problem;
            Assert.Contains($"the right to list {resource} in all namespaces", problem, StringComparison.Ordinal);
            Assert.Contains("'prod/eu-1'", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"items\":{}}")]
    [InlineData("{\"kind\":\"Status\"}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"items\":[")]
    public async Task An_answer_that_is_not_understood_is_a_problem(string body)
    {
        await using var server = await StartAsync();
        server.Instead = _ => Answer.Json(body);
        Assert.Contains("as the API of Kubernetes does", (await ReadAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_in_which_nothing_runs_is_a_problem_unless_that_is_allowed()
    {
        await using var server = await StartAsync();
        Assert.Contains("'allow-empty: true'", (await ReadAsync()).Problem, StringComparison.Ordinal);
        var kept = await ReadAsync(source => source with { AllowsEmpty = true });
        Assert.Null(kept.Problem);
        kept = kept with { Images = [new UsedImage("a", "another cluster")] };
        Assert.Contains(
            "'allow-empty: true'",
            kept.For(new ClusterSource { Policy = "policy.yaml", Location = default }).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_cluster_that_hangs_is_a_problem()
    {
        await using var hung = await StartAsync();
        var came = new TaskCompletionSource();
        hung.Instead = _ => new Answer
        {
            By = async context =>
            {
                came.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
        };
        var reading = ReadAsync();
        await came.Task;
        while (!reading.IsCompleted)
        {
            _options.Clock.EndLongWaits();
            await Task.Yield();
        }

        var facts = await reading;
        Assert.Contains(
            "the context 'prod/eu-1' did not answer within 86400 seconds when asked for cronjobs",
            facts.Problem,
            StringComparison.Ordinal
        );
        Assert.Empty(facts.Images);
    }

    [SkippableTheory]
    [InlineData("exec sleep 600", "did not end within 2 seconds")]
    [InlineData("echo secret-token garbage", "did not print a credential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\"}'", "did not print a credential")]
    [InlineData("exit 1", "did not print a credential")]
    public async Task A_program_that_does_not_log_in_is_a_problem(string script, string problem)
    {
        Skip.If(OperatingSystem.IsWindows(), "The program that logs in is a shell script.");
        var path = Program(script);
        await using var server = await StartAsync();
        Write(
            ConfigText(server.Url, "")
                .Replace(
                    "token: secret",
                    $"exec: {{ apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: \"{path}\" }}",
                    StringComparison.Ordinal
                )
        );
        var facts = await ReadAsync(patience: TimeSpan.FromSeconds(2), clock: TimeProvider.System);
        Assert.Contains(problem, facts.Problem, StringComparison.Ordinal);
        Assert.Contains("'prod/eu-1'", facts.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", facts.Problem, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [SkippableFact]
    public async Task A_program_that_logs_in_gives_the_token()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program that logs in is a shell script.");
        var path = Program(
            """echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"fresh"}}'"""
        );
        var cluster = new FakeCluster { Token = "fresh" }.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        server.Instead = cluster.Answer;
        Write(
            ConfigText(server.Url, "")
                .Replace(
                    "token: secret",
                    $"exec: {{ apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: \"{path}\" }}",
                    StringComparison.Ordinal
                )
        );
        Assert.Null((await ReadAsync()).Problem);
    }

    [Fact]
    public async Task Files_of_one_kubeconfig_are_joined()
    {
        _cluster.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        File.WriteAllText(Place("users"), "apiVersion: v1\nkind: Config\nusers:\n- { name: elsewhere, user: { token: other } }\n");
        Write(ConfigText(server.Url, "- { name: second, context: { cluster: main, user: elsewhere } }"));
        _options.Environment["KUBECONFIG"] += $"{Path.PathSeparator}{Place("users")}";
        Assert.Null((await ReadAsync(source => source with { Contexts = ["second"] })).Problem);
        Assert.All(server.Received, request => Assert.Equal("Bearer other", request.Header("Authorization")));
    }

    [Fact]
    public async Task Clusters_and_users_of_the_same_names_in_two_files_are_all_asked()
    {
        _cluster.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        await using var other = await AddFileAsync("prod/us-1");
        var facts = await ReadAsync();
        Assert.Null(facts.Problem);
        Assert.Equal(["acme/other:1", "acme/web:1"], facts.Images.Select(image => image.Text));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("prod/eu-1")]
    public async Task A_context_that_means_two_clusters_is_a_problem(string contexts)
    {
        _cluster.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        await using var other = await AddFileAsync("prod/eu-1");
        Assert.Contains(
            "has the context 'prod/eu-1' more than once, with different clusters or users",
            (await ReadAsync(source => source with { Contexts = [contexts] })).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_that_is_missing_is_a_problem_and_one_that_is_named_twice_is_not()
    {
        _cluster.AddPod("web", "acme/web:1");
        await using var server = await StartAsync();
        _options.Environment["KUBECONFIG"] += $"{Path.PathSeparator}{Place("config")}";
        Assert.Null((await ReadAsync()).Problem);
        _options.Environment["KUBECONFIG"] += $"{Path.PathSeparator}{Place("missing")}";
        var problem = (await ReadAsync()).Problem;
        Assert.Contains("KUBECONFIG names the file", problem, StringComparison.Ordinal);
        Assert.Contains("missing', which does not exist", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clusters: [null]", "is not valid")]
    [InlineData("users: [null]", "is not valid")]
    [InlineData("]", "is not a valid kubeconfig")]
    [InlineData("{}", "has no context")]
    [InlineData("contexts: [{ name: a, context: { cluster: none, user: none } }]", "is missing or invalid in the kubeconfig")]
    public async Task A_kubeconfig_that_cannot_be_used_is_a_problem(string text, string problem)
    {
        Write(text);
        Assert.Contains(problem, (await ReadAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_does_not_exist_and_no_kubeconfig_at_all_are_problems()
    {
        await using var server = await StartAsync();
        Assert.Contains(
            "does not have the context 'staging', but 'prod/eu-1'",
            (await ReadAsync(s => s with { Contexts = ["staging"] })).Problem,
            StringComparison.Ordinal
        );
        _options.Environment.Remove("KUBECONFIG");
        Assert.Contains("no kubeconfig was found", (await ReadAsync()).Problem, StringComparison.Ordinal);
        Assert.Contains(
            "no kubeconfig was found",
            (await ReadAsync(s => s with { Contexts = ["in-cluster"] })).Problem,
            StringComparison.Ordinal
        );
        _options.Environment["KUBERNETES_SERVICE_HOST"] = "127.0.0.1";
        Assert.Contains(
            "only the context 'in-cluster' is known",
            (await ReadAsync(s => s with { Contexts = ["prod"] })).Problem,
            StringComparison.Ordinal
        );
    }

    /// <summary>An object with images in all places of a template, the first container's in a name that other fields have too.</summary>
    private static string Template(string path)
    {
        var json = """
            "spec":{"containers":[{"name":"image","image":"acme/web:1","env":[{"name":"A","value":"acme/other:1"}]}],
             "initContainers":[{"image":"acme/init:1"}],"ephemeralContainers":[{"image":"acme/debug:1"}],
             "volumes":[{"name":"v","image":{"reference":"acme/volume:1"}},{"name":"w","emptyDir":{}}]}
            """;
        foreach (var key in path.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            json = $"\"{key}\": {{ {json} }}";
        }

        return $$"""{"metadata":{"name":"it","namespace":"shop","annotations":{"a":"acme/annotated:1"} }, {{json}} }""";
    }

    private async Task<OddServer> StartAsync(string contexts = "")
    {
        var server = await OddServer.StartAsync();
        server.Instead = _cluster.Answer;
        Write(ConfigText(server.Url, contexts));
        return server;
    }

    /// <summary>A second file, of another cluster with the same names.</summary>
    private async Task<OddServer> AddFileAsync(string context)
    {
        var server = await OddServer.StartAsync();
        server.Instead = new FakeCluster().AddPod("other", "acme/other:1").Answer;
        File.WriteAllText(Place("second"), ConfigText(server.Url, "").Replace("prod/eu-1", context, StringComparison.Ordinal));
        _options.Environment["KUBECONFIG"] += $"{Path.PathSeparator}{Place("second")}";
        return server;
    }

    private void Write(string config)
    {
        File.WriteAllText(Place("config"), config);
        _options.Environment["KUBECONFIG"] = Place("config");
    }

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private string Program(string script)
    {
        var path = Place("login");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static string ConfigText(Uri server, string contexts) =>
        $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - { name: main, cluster: { server: "{{server}}" } }
            users:
            - { name: someone, user: { token: secret } }
            contexts:
            - { name: prod/eu-1, context: { cluster: main, user: someone } }
            {{contexts}}
            """;

    private async Task<UsedImages> ReadAsync(
        Func<ClusterSource, ClusterSource>? change = null,
        TimeSpan? patience = null,
        TimeProvider? clock = null
    )
    {
        var source = new ClusterSource
        {
            Policy = "policy.yaml",
            Location = new Location(SourceText.From("policy.yaml", ""), new TextSpan(0, 0)),
        };
        var options = new FactOptions
        {
            Registry = _options.Options with { Clock = clock ?? _options.Clock },
            Folder = _folder.Path,
            Patience = patience ?? TimeSpan.FromDays(1),
        };
        return (UsedImages)await FactSourceCatalog.ReadAsync(change?.Invoke(source) ?? source, options, CancellationToken.None);
    }
}
