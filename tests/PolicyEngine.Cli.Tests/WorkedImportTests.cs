namespace PolicyEngine.Cli.Tests;

/// <summary>Examples of other systems' documentation, with what becomes of
/// each image: their own configurations, imported, give the same.</summary>
public sealed class WorkedImportTests
{
    private const string Snok =
        "{ uses: snok/container-retention-policy@v3, with: { account: acme, image-names: web, tag-selection: tagged, ";
    private const string Dataaxiom = "{ uses: dataaxiom/ghcr-cleanup-action@v1, with: { owner: acme, package: web, ";

    public static TheoryData<string, string, string> Examples =>
        new()
        {
            { "ecr/prod-before-beta", "ecr", Ecr(Count("tagged", "prod*", 1), Count("tagged", "beta*", 1)) },
            { "ecr/beta-before-prod", "ecr", Ecr(Count("tagged", "beta*", 1), Count("tagged", "prod*", 1)) },
            {
                "ecr/keep-prod-expire-the-rest",
                "ecr",
                Ecr(
                    Count("tagged", "prod*", 9999),
                    """{ "tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14 }"""
                )
            },
            {
                "ecr/untagged-older-than-14-days",
                "ecr",
                Ecr("""{ "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14 }""")
            },
            {
                "snok/pull-request-images",
                "container-retention-policy",
                Snok + "image-tags: \"!latest pr-*\", cut-off: 2w, keep-n-most-recent: 3 } }"
            },
            { "dataaxiom/delete-tags", "ghcr-cleanup-action", Dataaxiom + "delete-tags: pr-*, exclude-tags: pr-9 } }" },
            { "dataaxiom/keep-n", "ghcr-cleanup-action", Dataaxiom + "keep-n-tagged: 2, keep-n-untagged: 1, older-than: 7 days } }" },
            { "harbor/days-since-push-and-pull", "harbor", Harbor(true, ("nDaysSinceLastPush", 7), ("nDaysSinceLastPull", 30)) },
            { "harbor/latest-active", "harbor", Harbor(true, ("latestActiveK", 1)) },
            { "harbor/most-recently-pulled", "harbor", Harbor(false, ("latestPulledN", 2)) },
            {
                "zot/delete-untagged-and-referrers",
                "zot",
                """{ "delay": "24h", "policies": [ { "repositories": ["**"], "deleteReferrers": true } ] }"""
            },
            {
                "gitlab/cleanup-policy",
                "gitlab",
                """{ "enabled": true, "keep_n": 1, "older_than": "7d", "name_regex": ".*", "name_regex_keep": "production-.*" }"""
            },
            {
                "gar/delete-old-keep-three",
                "google",
                """[ { "name": "old", "action": { "type": "Delete" }, "condition": { "olderThan": "30d" } }, { "name": "keep", "action": { "type": "Keep" }, "mostRecentVersions": { "keepCount": 3 } } ]"""
            },
            {
                "gar/delete-untagged-keep-prefix",
                "google",
                """
                    [ { "name": "keep", "action": { "type": "Keep" }, "condition": { "tagPrefixes": ["dev-keep"] } }, { "name": "untagged", "action": { "type": "Delete" }, "condition": { "tagState": "UNTAGGED" } },
                      { "name": "dev", "action": { "type": "Delete" }, "condition": { "tagState": "TAGGED", "tagPrefixes": ["dev"], "olderThan": "5d" } } ]
                    """
            },
            { "acr/purge-keep-ago", "acr", "acr purge --filter \".*:^pr-.*\" --ago 14d --keep 3 --untagged" },
            { "acr/untagged-manifests", "acr", "acr purge --filter \".*:.*\" --untagged-only --ago 7d" },
        };

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_of_the_documentation_comes_out_as_it_says(string example, string format, string configuration)
    {
        using var folder = new TemporaryFolder();
        folder.Write("configuration", configuration);
        var name = example.Split('/')[1];
        var imported = await CliRun.RunAsync(
            folder.Path,
            "import",
            format,
            "configuration",
            "--output",
            name + ".yaml",
            "--target",
            "example.com/**"
        );
        Assert.Equal(0, imported.Status);

        // The ids of rules differ, of course.
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(TemporaryFolder.Repository, "tests", "fixtures", "worked", example + ".policytest.yaml")
        );
        folder.Write(
            name + ".policytest.yaml",
            string.Join('\n', lines.Where(l => !l.TrimStart().StartsWith("because:", StringComparison.Ordinal)))
        );
        var tested = await CliRun.RunAsync(folder.Path, "test", name + ".policytest.yaml");
        Assert.True(tested.Status == 0, tested.Output + tested.Error + folder.Read(name + ".yaml"));
    }

    private static string Ecr(params string[] selections) =>
        $$"""{ "rules": [ {{string.Join(", ", selections.Select((s, i) => $$"""{ "rulePriority": {{i + 1}}, "selection": {{s}}, "action": { "type": "expire" } }"""))}} ] }""";

    private static string Count(string status, string pattern, int count) =>
        $$"""{ "tagStatus": "{{status}}", "tagPatternList": ["{{pattern}}"], "countType": "imageCountMoreThan", "countNumber": {{count}} }""";

    private static string Harbor(bool untagged, params (string Template, int Number)[] rules) =>
        $$"""
        { "algorithm": "or", "rules": [ {{string.Join(", ", rules.Select(r => $$"""
        { "action": "retain", "template": "{{r.Template}}", "params": { "{{r.Template}}": {{r.Number}} },
          "tag_selectors": [ { "kind": "doublestar", "decoration": "matches", "pattern": "**", "extras": "{\"untagged\":{{(untagged ? "true" : "false")}}}" } ],
          "scope_selectors": { "repository": [ { "kind": "doublestar", "decoration": "repoMatches", "pattern": "**" } ] } }
        """))}} ] }
        """;
}
