using PolicyEngine.Compiling;
using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;
using Xunit;

namespace PolicyEngine.Tests.Importing;

/// <summary>Configurations of which people reported, or could have reported, that an import of them deletes more.</summary>
public sealed class ImportReportTests
{
    private static readonly string[] Targets = ["example.com/**"];

    [Fact]
    public void Tags_with_a_count_rank_only_what_they_match()
    {
        var policy = Import(
            "ghcr-cleanup-action",
            Step("dataaxiom/ghcr-cleanup-action@v1", "owner: acme", "package: web", "delete-tags: '*-rc*'", "keep-n-tagged: 1")
        );
        Assert.Equal(["2.0-rc1", "2.0-rc2"], Deleted(policy, "1.9.0", "1.9.1", "2.0.0", "2.0-rc1", "2.0-rc2", "2.0-rc3"));
    }

    [Fact]
    public void A_platform_with_a_tag_of_its_own_takes_no_place_and_keeps_its_tag()
    {
        ImportImage[] images =
        [
            Image("1", 50, "v1") with
            {
                Children = [Image("2", 50).Digest],
            },
            Image("2", 50, "v1-amd64"),
            Image("3", 60, "z-amd64"),
            Image("4", 70, "y-amd64"),
        ];
        Assert.Equal([images[3].Digest], Changes(images, "delete-tags: '*-amd64'", "keep-n-tagged: 1"));
        Assert.Equal([images[2].Digest, images[3].Digest], Changes(images, "delete-tags: '*-amd64'"));
        Assert.Equal([images[2].Digest, images[3].Digest], Changes(images, "keep-n-tagged: 1"));
    }

    [Fact]
    public void The_newest_images_with_one_of_the_tags_keep_all_of_theirs()
    {
        ImportImage[] images =
        [
            Image("1", 5, "devX", "prodX"),
            Image("2", 10, "dev0"),
            Image("3", 20, "dev1"),
            Image("4", 15, "devA", "devB"),
            Image("5", 30, "dev2", "prod2"),
        ];
        string[] expected = ["dev2", images[1].Digest, images[2].Digest, images[3].Digest];
        Assert.Equal(expected, Changes(images, "delete-tags: 'dev*'", "keep-n-tagged: 1"));
        Assert.Equal(expected, Changes(images, "delete-tags: '^dev'", "use-regex: true", "keep-n-tagged: 1"));
        Assert.Equal(["dev2", images[2].Digest, images[3].Digest], Changes(images, "delete-tags: 'dev*'", "keep-n-tagged: 2"));
    }

    [Fact]
    public void What_is_tagged_by_the_digest_of_another_image_is_not_an_image_of_its_own()
    {
        var image = Image("1", 5, "v1");
        Assert.Empty(Changes([image, Image("2", 50, $"sha256-{image.Digest[7..]}.vex")], "keep-n-tagged: 1"));
    }

    [Fact]
    public void Filters_for_one_repository_are_counted_together()
    {
        var policy = Import("acr", "acr purge --filter 'acme/web:dev' --filter 'acme/web:prod' --ago 14d --untagged --keep 2");
        Assert.Equal(["dev1", "dev2", "prod1"], Deleted(policy, "dev1", "dev2", "prod1", "dev3", "prod2"));
        Assert.DoesNotContain("untagged-acme-web-2", policy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_that_may_meet_and_are_counted_apart_are_a_difference()
    {
        var policy = Import("acr", "acr purge --filter 'acme/.*:dev' --filter 'acme/web:prod' --ago 14d --untagged --keep 2");
        Assert.Contains(policy.Differences, d => d.StartsWith("'--keep' counts the tags of all filters", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acr", "acr purge --filter 'acme/web:^(?!latest|stable|v[0-9]).*' --ago 30d --untagged")]
    [InlineData("acr", "acr purge --filter 'acme/web:^((?!latest|stable|v).)*$' --ago 30d --untagged")]
    [InlineData("acr", "acr purge --filter 'acme/web:(?<!v1|late|sta).*$' --ago 0d --keep 2 --untagged")]
    [InlineData("gitlab", """{ "enabled": true, "older_than": "7d", "name_regex": "(?!latest|stable|v).*" }""")]
    [InlineData("gitlab", """{ "enabled": true, "older_than": "7d", "name_regex": ".*", "name_regex_keep": "(?=stable|v).*" }""")]
    [InlineData(
        "ghcr-cleanup-action",
        "steps: [{ uses: dataaxiom/ghcr-cleanup-action@v1, with: { use-regex: true, "
            + "delete-tags: '^(?!latest|stable|v)', owner: acme, package: web } }]"
    )]
    [InlineData(
        "zot",
        """{ "retention": { "policies": [ { "repositories": ["**"], "keepTags": [ { "patterns": ["(?i)^(latest|stable|v1.0.0)$"] } ] } ] } }"""
    )]
    public void What_an_expression_leaves_out_stays_whatever_is_switched_on_afterwards(string format, string text)
    {
        var deleted = Deleted(ImportPlan.Enable(Import(format, text).Text), "latest", "stable", "v1.0.0", "pr-1");
        Assert.DoesNotContain("latest", deleted);
        Assert.DoesNotContain("stable", deleted);
        Assert.DoesNotContain("v1.0.0", deleted);
    }

    [Fact]
    public void A_number_of_oldest_versions_does_not_become_a_rule_for_all()
    {
        var policy = Import(
            "delete-package-versions",
            Step(
                "actions/delete-package-versions@v5",
                "package-name: web",
                "owner: acme",
                "package-type: container",
                "num-old-versions-to-delete: 2"
            )
        );
        Assert.Empty(Deleted(ImportPlan.Enable(policy.Text), "a", "b", "c", "d"));
        Assert.Contains("  # The rule old-versions is left out:", policy.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("${{ false }}")]
    [InlineData("always() && false")]
    [InlineData("github.event_name == 'workflow_dispatch'")]
    [InlineData("${{ inputs.really }}")]
    [InlineData("vars.CLEAN == 'yes'")]
    public void A_step_that_does_not_run_is_a_comment(string condition)
    {
        foreach (var (format, action, inputs) in Steps)
        {
            var step = Step(action, inputs).Replace("    with:", $"    if: {condition}\n    with:", StringComparison.Ordinal);
            var job = $"jobs:\n  clean:\n    if: {condition}\n    {Step(action, inputs).ReplaceLineEndings("\n    ")}\n";
            foreach (var text in new[] { step, job })
            {
                var policy = Import(format, text);
                Assert.Contains("rules: []", policy.Text, StringComparison.Ordinal);
                Assert.Contains(policy.Differences, d => d.Contains($"'if: {condition}'", StringComparison.Ordinal));
                Assert.Empty(Deleted(ImportPlan.Enable(policy.Text), "a", "b", "c"));
            }
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("always()")]
    [InlineData("github.ref == 'refs/heads/main'")]
    [InlineData("github.event_name == 'schedule'")]
    public void A_step_that_runs_on_a_schedule_is_a_rule(string condition)
    {
        foreach (var (format, action, inputs) in Steps)
        {
            var policy = Import(
                format,
                Step(action, inputs).Replace("    with:", $"    if: {condition}\n    with:", StringComparison.Ordinal)
            );
            Assert.NotEmpty(Deleted(policy, "a", "b", "c"));
        }
    }

    [Fact]
    public void A_step_that_never_runs_does_not_disturb_the_others()
    {
        const string Off =
            "  - uses: actions/delete-package-versions@v5\n    if: false\n"
            + "    with: { owner: acme, package-name: web, package-type: container, "
            + "min-versions-to-keep: 0 }\n";
        var policy = Import(
            "delete-package-versions",
            Step(
                    "actions/delete-package-versions@v5",
                    "owner: acme",
                    "package-name: web",
                    "package-type: container",
                    "min-versions-to-keep: 2"
                )
                .Replace("steps:\n", "steps:\n" + Off, StringComparison.Ordinal)
        );
        Assert.Equal(["a"], Deleted(policy, "a", "b", "c"));
    }

    [Fact]
    public void A_policy_of_GitLab_that_is_switched_off_is_a_comment()
    {
        var policy = Import("gitlab", """{ "enabled": false, "older_than": "7d", "name_regex": ".*" }""");
        Assert.DoesNotContain(
            "enabled:",
            string.Join('\n', policy.Text.Split('\n').Where(l => !l.TrimStart().StartsWith('#'))),
            StringComparison.Ordinal
        );
        Assert.Empty(Deleted(ImportPlan.Enable(policy.Text), "a", "b"));
    }

    [Fact]
    public void A_rule_of_Harbor_that_is_switched_off_only_keeps()
    {
        var policy = Import("harbor", Harbor("\"disabled\": true, ", "matches", "**"));
        Assert.Empty(Deleted(policy, "a", "b", "c"));
        Assert.Empty(Deleted(ImportPlan.Enable(policy.Text), "a", "b", "c"));
    }

    [Fact]
    public void Googles_map_is_read_as_its_list_is()
    {
        var policy = Import(
            "google",
            """
            { "cleanupPolicies": { "keep-2": { "id": "keep-2", "action": "KEEP", "mostRecentVersions": { "keepCount": 2 } },
              "rm": { "id": "rm", "action": "DELETE", "condition": { "tagState": "ANY", "olderThan": "864000s" } } } }
            """
        );
        Assert.Equal(["a", "b"], Deleted(policy, "a", "b", "c", "d"));
    }

    [Fact]
    public void An_expression_for_packages_is_a_pattern_of_repositories()
    {
        var policy = Import(
            "ghcr-cleanup-action",
            Step(
                "dataaxiom/ghcr-cleanup-action@v1",
                "owner: acme",
                "expand-packages: true",
                "use-regex: true",
                "packages: '^osrd-(edge|dev)/.*$'",
                "keep-n-tagged: 1"
            )
        );
        Assert.Contains("repositories: [\"acme/osrd-edge/**\", \"acme/osrd-dev/**\"]", policy.Text, StringComparison.Ordinal);
        Assert.Empty(Deleted(policy, "a", "b"));
    }

    [Fact]
    public void Values_of_a_matrix_and_of_the_environment_are_put_in()
    {
        var policy = Import(
            "container-retention-policy",
            """
            env: { AGE: 4w }
            jobs:
              a:
                strategy: { matrix: { image: [web, api] } }
                steps:
                  - uses: snok/container-retention-policy@v3.0.0
                    with: { account: acme, image-names: "${{ matrix.image }}", image-tags: "pr-*", cut-off: "${{ env.AGE }}", tag-selection: tagged }
            """
        );
        Assert.Contains("repositories: [acme/web, acme/api]", policy.Text, StringComparison.Ordinal);
        Assert.Contains("older-than: 28d", policy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Excluding_latest_in_Harbor_deletes_it_and_both_the_import_and_the_lints_say_so()
    {
        var policy = Import("harbor", Harbor("", "excludes", "{latest,master}"));
        Assert.Equal(["latest", "master", "x-1"], Deleted(policy, "latest", "master", "x-1", "x-2", "x-3"));
        Assert.Contains(policy.Notices, n => n.StartsWith("No rule retains 'latest', 'master'", StringComparison.Ordinal));
        var warnings = PolicyCompiler.Compile([PolicyEngine.Text.SourceText.From("p.yaml", policy.Text)]).Diagnostics;
        Assert.Contains(warnings, d => d.Id == "PE3005");
        Assert.Contains(warnings, d => d.Id == "PE3030" && d.Message.Contains("'master'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acr", "acr purge --filter 'acme/web:.*' --ago 30d --untagged", "PE3005")]
    [InlineData(
        "ecr",
        """{ "rules": [ { "rulePriority": 1, "selection": { "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5 }, "action": { "type": "expire" } } ] }""",
        "PE3005 PE3031"
    )]
    [InlineData(
        "google",
        """[ { "name": "rm", "action": { "type": "Delete" }, "condition": { "tagState": "any", "olderThan": "30d" } } ]""",
        "PE3005"
    )]
    [InlineData("gitlab", """{ "enabled": true, "older_than": "7d", "name_regex": ".*" }""", "")]
    public void What_the_lints_warn_of_is_said_by_the_import(string format, string text, string ids)
    {
        var policy = Import(format, text);
        var warnings = PolicyCompiler.Compile([PolicyEngine.Text.SourceText.From("p.yaml", policy.Text)]).Diagnostics;
        Assert.Equal(ids, string.Join(' ', warnings.Select(d => d.Id).Order(StringComparer.Ordinal)));
        Assert.All(warnings, w => Assert.Contains(policy.Notices, n => n.StartsWith(w.Message, StringComparison.Ordinal)));
    }

    private static readonly (string Format, string Action, string[] Inputs)[] Steps =
    [
        ("ghcr-cleanup-action", "dataaxiom/ghcr-cleanup-action@v1", ["owner: acme", "package: web", "keep-n-tagged: 1"]),
        (
            "container-retention-policy",
            "snok/container-retention-policy@v3.0.0",
            ["account: acme", "image-names: web", "image-tags: '*'", "cut-off: 1d"]
        ),
        (
            "delete-package-versions",
            "actions/delete-package-versions@v5",
            ["owner: acme", "package-name: web", "package-type: container", "min-versions-to-keep: 1"]
        ),
    ];

    private static string Step(string action, params string[] inputs) =>
        $"steps:\n  - uses: {action}\n    with:\n{string.Concat(inputs.Select(i => $"      {i}\n"))}";

    private static string Harbor(string more, string decoration, string pattern) =>
        $$"""{ "algorithm": "or", "rules": [ { {{more}}"action": "retain", "template": "latestPushedK", "params": { "latestPushedK": 2 }, "tag_selectors": [ { "kind": "doublestar", "decoration": "{{decoration}}", "pattern": "{{pattern}}" } ], "scope_selectors": { "repository": [ { "kind": "doublestar", "decoration": "repoMatches", "pattern": "**" } ] } } ] }""";

    private static ImportedPolicy Import(string format, string text) =>
        ImporterCatalog.Find(format)!.Import(text, new ImportOptions(null, [.. Targets]));

    private static ImportImage Image(string digest, int days, params string[] tags) =>
        new($"sha256:{digest}".PadRight(71, 'e'), tags, TimeSpan.FromDays(days), null);

    /// <summary>What a step of ghcr-cleanup-action deletes, and the tags that it takes off, in order.</summary>
    private static string[] Changes(ImportImage[] images, params string[] inputs) =>
        [
            .. ImportPlan
                .Deleted(
                    Import(
                        "ghcr-cleanup-action",
                        Step("dataaxiom/ghcr-cleanup-action@v1", ["owner: acme", "package: web", .. inputs])
                    ).Text,
                    images
                )
                .Order(StringComparer.Ordinal),
        ];

    private static string[] Deleted(ImportedPolicy policy, params string[] tags) => Deleted(policy.Text, tags);

    /// <summary>The tags that are deleted, of images with one tag each, the oldest
    /// first: the last was pushed 50 days ago, each before it a day earlier.</summary>
    private static string[] Deleted(string policy, params string[] tags)
    {
        var images = tags.Select(
                (t, i) => new ImportImage($"sha256:{i:x2}".PadRight(71, 'e'), [t], TimeSpan.FromDays(50 + tags.Length - i), null)
            )
            .ToList();
        var digests = ImportPlan.Deleted(policy, images);
        return [.. images.Where(i => digests.Contains(i.Digest)).Select(i => i.Tags[0])];
    }
}
