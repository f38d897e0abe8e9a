using PolicyEngine.Fakes;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.GitHub;

public sealed class ActionTests
{
    private static readonly Fakes.Scenario World = Fakes.Scenario.Parse(
        """
        {
          "owners": { "acme": "Organization" },
          "tokens": [ { "value": "no-role-token", "kind": "Actions", "role": "None" }, { "value": "reading-token", "kind": "Actions", "role": "Read" } ],
          "packages": [ { "owner": "acme", "name": "web", "images": 4, "platforms": 2, "tag": "pr-{0}", "first": "2026-03-01T00:00:00Z", "hoursBetween": 240 } ]
        }
        """
    );

    [Fact]
    public async Task Inputs_make_a_policy_that_is_shown_and_carried_out()
    {
        using var step = new ActionRun();
        step.Folder.CopyFromRepository("examples");
        var run = await step.RunAsync(("target", ActionRun.Layout), ("delete-tags", "pr-*"), ("keep-newest", "3"), ("older-than", "14d"));
        Assert.True(run.Status == 0, run.Error);
        Assert.StartsWith(
            """
            ::group::The policy that the inputs make ('policyengine init --from-inputs' writes it into your repository)
            version: 1
            name: retention
            targets:
              - "oci-layout:../../../examples/registry"
            protect:
              - id: kept
                tags: ["latest", "main", "master"]
            rules:
              - id: tagged
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d, except-newest: 3 }
              - id: untagged
                match: { tagged: false }
                delete: { older-than: 14d }
            ::endgroup::

            """.ReplaceLineEndings("\n"),
            run.Output,
            StringComparison.Ordinal
        );
        var outputs = step.Outputs;
        Assert.Equal(("0", "true"), (outputs["exit-code"], outputs["has-changes"]));
        Assert.True(int.Parse(outputs["deleted"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.True(long.Parse(outputs["reclaimed-bytes"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal("0", outputs["untagged"]);
        Assert.True(File.Exists(outputs["journal"]), outputs["journal"]);
        Assert.Equal(Path.GetDirectoryName(outputs["journal"]), outputs["journal-folder"]);
        Assert.Contains("pr-2", step.Summary, StringComparison.Ordinal);

        var again = await step.RunAsync(
            ("target", ActionRun.Layout),
            ("delete-tags", "pr-*"),
            ("keep-newest", "3"),
            ("older-than", "14d"),
            ("dry-run", "true")
        );
        Assert.Equal(0, again.Status);
        Assert.Equal(("false", "0"), (step.Outputs["has-changes"], step.Outputs["deleted"]));
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing_and_says_how_much_it_would()
    {
        using var step = new ActionRun();
        step.Folder.CopyFromRepository("examples");
        var before = Directory.EnumerateFiles(Path.Combine(step.Folder.Path, "examples"), "*", SearchOption.AllDirectories).Count();
        Assert.Equal(0, (await step.RunAsync(("target", ActionRun.Layout), ("keep-newest", "1"), ("dry-run", "true"))).Status);
        Assert.Equal(
            before,
            Directory.EnumerateFiles(Path.Combine(step.Folder.Path, "examples"), "*", SearchOption.AllDirectories).Count()
        );
        Assert.NotEqual("0", step.Outputs["deleted"]);
        Assert.DoesNotContain("journal-folder", step.Outputs.Keys);
    }

    [Fact]
    public async Task With_a_policy_the_default_is_to_plan()
    {
        using var step = new ActionRun();
        step.Folder.CopyFromRepository("examples");
        step.Folder.Write("policies/web.yaml", ActionRun.LayoutPolicy);
        var run = await step.RunAsync();
        Assert.Equal(0, run.Status);
        Assert.StartsWith("Plan for 2026-06-01", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(step.Outputs["plan"]));
        Assert.DoesNotContain("journal", step.Outputs.Keys);
        var applied = await step.RunAsync(("command", "apply"), ("policy", step.Outputs["plan"]));
        Assert.True(applied.Status == 0, applied.Error);
        Assert.Equal("6", step.Outputs["deleted"]);
    }

    [Theory]
    [InlineData("policies/old.yaml")]
    [InlineData(".github/retention.yml")]
    public async Task What_looks_like_a_policy_is_never_passed_over(string name)
    {
        using var step = new ActionRun();
        step.Folder.CopyFromRepository("examples");
        step.Folder.Write(name, "version: 2\n");
        var run = await step.RunAsync(("target", ActionRun.Layout));
        Assert.NotEqual(0, run.Status);
        Assert.DoesNotContain("::group::", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy", "a.yaml", "keep-newest", "3", "'policy' and 'keep-newest' exclude each other")]
    [InlineData(
        "command",
        "validate",
        "older-than",
        "3d",
        "'older-than' makes a policy for the commands plan and run, not for 'validate'."
    )]
    [InlineData("keep-newest", "-1", "target", "ghcr.io/acme/web", "keep-newest: '-1' is not a count such as 5.")]
    [InlineData("keep-newest", "five", "target", "ghcr.io/acme/web", "keep-newest: 'five' is not a count such as 5.")]
    [InlineData("older-than", "14", "target", "ghcr.io/acme/web", "older-than: '14' is not a duration such as 14d or 12h.")]
    [InlineData("delete-untagged", "no", "target", "ghcr.io/acme/web", "delete-untagged: 'no' is neither true nor false.")]
    [InlineData("delete-untagged", "false", "target", "ghcr.io/acme/web", "The inputs select nothing to delete")]
    [InlineData("args", "--now '2026", "policy", "a.yaml", "args: a quote (') is not closed")]
    [InlineData("command", "check", "dry-run", "true", "'dry-run' goes with the command run, not with 'check'.")]
    [InlineData("command", "github-action", "policy", "a.yaml", "github-action")]
    public async Task Inputs_that_are_wrong_delete_nothing(string name, string value, string other, string otherValue, string message)
    {
        using var step = new ActionRun();
        var run = await step.RunAsync((name, value), (other, otherValue));
        Assert.NotEqual(0, run.Status);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_in_quotes_stay_together()
    {
        using var step = new ActionRun();
        step.Folder.CopyFromRepository("examples");
        step.Folder.Write("my policies/web.yaml", ActionRun.LayoutPolicy);
        var run = await step.RunAsync(
            ("command", "plan"),
            ("policy", "'my policies/web.yaml'"),
            ("args", "--now \"2026-06-01T00:00:00Z\"\n--output 'json=my plan.json'"),
            ("report", "my report.md")
        );
        Assert.True(run.Status == 0, run.Error);
        Assert.StartsWith("{", step.Folder.Read("my plan.json"), StringComparison.Ordinal);
        Assert.Equal(Path.Combine(step.Folder.Path, "my report.md"), step.Outputs["report"]);
        Assert.Equal("(does not exist)\n", step.Summary);
    }

    [Theory]
    [InlineData("plan", "packages: read")]
    [InlineData("run", "packages: write", "reading-token")]
    public async Task A_missing_permission_is_told_with_the_block_to_paste(string command, string missing, string token = "no-role-token")
    {
        await using var fake = await FakeGhcr.StartAsync(
            World,
            clock: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(CliRun.Now),
            dates: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(CliRun.Now)
        );
        using var step = new ActionRun();
        step.Variables["GITHUB_TOKEN"] = token;
        var run = await step.RunAsync(
            ("command", command),
            ("keep-newest", "1"),
            ("args", $"--registry-url {fake.Url} --api-url {fake.ApiUrl}")
        );
        Assert.NotEqual(0, run.Status);
        Assert.Contains($"permissions:\n  contents: read\n  {missing}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"permissions:\n  contents: read\n  {missing}\n", step.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(token, run.Error + run.Output + step.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_without_a_report_is_in_the_summary_whatever_it_prints()
    {
        using var step = new ActionRun();
        step.Folder.Write("policies/web.policytest.yaml", "policy: web.yaml\ntests:\n  - nam: '```'\n");
        Assert.Equal(1, (await step.RunAsync(("command", "test"), ("policy", "policies"))).Status);
        Assert.StartsWith("### policyengine test\n\n````text\npolicies/web.policytest.yaml\n", step.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_policy_is_in_the_summary_once()
    {
        using var step = new ActionRun();
        step.Folder.Write("policies/web.yaml", "version: 1\nrules: [{ id: a, delet: '```' }]\n");
        Assert.Equal(1, (await step.RunAsync(("command", "validate"), ("policy", "policies"))).Status);
        Assert.StartsWith("# ❌ Retention: the policies have 1 error", step.Summary, StringComparison.Ordinal);
        Assert.Single(step.Summary.Split('\n'), line => line.Contains("'delet' is not a key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pull_request_has_one_comment_that_is_renewed()
    {
        await using var server = await OddServer.StartAsync();
        using var step = new ActionRun();
        step.Variables["GITHUB_REF"] = "refs/pull/7/merge";
        step.Variables["GITHUB_TOKEN"] = "secret-token";
        step.Variables["GITHUB_API_URL"] = server.Url.ToString();
        step.Folder.CopyFromRepository("examples");
        step.Folder.Write("policies/web.yaml", ActionRun.LayoutPolicy);
        server
            .On(
                "GET /repos/acme/web/issues/7/comments",
                Answer.Json("""[{ "id": 4, "body": "<!-- policyengine: plan -->", "user": { "type": "User" } }]""")
            )
            .On("POST /repos/acme/web/issues/7/comments", Answer.Json("{}"));
        Assert.Equal(0, (await step.RunAsync(("comment", "true"))).Status);
        var posted = server.Received.Single(r => r.Line.StartsWith("POST", StringComparison.Ordinal));
        Assert.Contains(
            "<!-- policyengine: plan -->",
            System.Text.Json.Nodes.JsonNode.Parse(posted.Body)!["body"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        server
            .On(
                "GET /repos/acme/web/issues/7/comments",
                Answer.Json("""[{ "id": 5, "body": "<!-- policyengine: plan -->\nold", "user": { "type": "Bot" } }]""")
            )
            .On("PATCH /repos/acme/web/issues/comments/5", Answer.Json("{}"));
        Assert.Equal(0, (await step.RunAsync(("comment", "true"))).Status);
        Assert.Equal(1, server.Count("PATCH /repos/acme/web/issues/comments/5"));

        server.On("GET /repos/acme/web/issues/7/comments", new Answer { Status = 403 });
        var refused = await step.RunAsync(("comment", "true"));
        Assert.Equal(0, refused.Status);
        Assert.Contains("'pull-requests: write'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_takes_the_inputs_of_a_workflow_over()
    {
        using var folder = new TemporaryFolder();
        var name = Base.ProgramBuild.Repository;
        folder.Write(
            ".github/workflows/cleanup.yml",
            $$"""
            on: { schedule: [{ cron: "3 3 * * *" }] }
            jobs:
              clean:
                runs-on: ubuntu-24.04
                steps:
                  - uses: {{name}}@v1
                    with: { delete-tags: "pr-* !pr-keep", older-than: 30d, keep-tags: "latest 1.0", delete-untagged: false }
                  - uses: {{name}}@v1
                    with: { command: check, policy: other }
            """
        );
        var run = await CliRun.RunAsync(folder.Path, "init", "--from-inputs", "--target", "ghcr.io/acme/web");
        Assert.True(run.Status == 0, run.Error);
        Assert.Contains(
            "Next: in '.github/workflows/cleanup.yml', replace the inputs delete-tags, "
                + "delete-untagged, keep-tags, older-than by 'policy: policies'",
            run.Error,
            StringComparison.Ordinal
        );

        // Editors load the schema from where it is published: 'init' writes none.
        Assert.Equal(
            $"{Text.ProjectAddress.Modeline("policy")}\n"
                + """
                version: 1
                name: retention
                targets:
                  - "ghcr.io/acme/web"
                protect:
                  - id: kept
                    tags: ["latest", "1.0"]
                rules:
                  - id: tagged
                    match: { tags: ["pr-*", "!pr-keep"] }
                    delete: { older-than: 30d }

                """.ReplaceLineEndings("\n"),
            folder.Read("policies/retention.yaml")
        );
        Assert.Equal(0, (await CliRun.RunAsync(folder.Path, "validate")).Status);

        folder.Write(
            ".github/workflows/second.yml",
            $"on: push\njobs: {{ a: {{ steps: [{{ uses: {name}@v1, with: {{ older-than: '${{{{ inputs.age }}}}' }} }}] }} }}\n"
        );
        Assert.Contains(
            "2 steps in '.github/workflows' use the action",
            (await CliRun.RunAsync(folder.Path, "init", "--from-inputs")).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "only known while the workflow runs",
            (await CliRun.RunAsync(folder.Path, "init", "--from-inputs", ".github/workflows/second.yml")).Error,
            StringComparison.Ordinal
        );
    }
}
