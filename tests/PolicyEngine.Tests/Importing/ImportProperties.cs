using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;
using PolicyEngine.Policies;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Importing;

public sealed class ImportProperties
{
    private static readonly string[] Fragments =
    [
        "",
        "null",
        "\"\"",
        "\"x\"",
        "{}",
        "[]",
        "-1",
        "99999999999",
        "true",
        "\"(?=a)\"",
        "\"[a\"",
        "\"{a,b}\"",
        "\"a*b*c\"",
        "\"**/x\"",
        "'",
        "\n",
        "#",
        ": ",
        "&a ",
        "\u2028",
        "\ud800",
        "${{ x }}",
        "\\",
    ];

    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal)
    {
        ["acr"] = """acr purge -r acme --filter "app:^pr-.*" --filter 'team/.*:(x|y)+' --ago 14d --keep 3 --untagged""",
        ["container-retention-policy"] = """
            steps:
              - uses: snok/container-retention-policy@v3.0.0
                with: { account: acme, image-names: "web api-*", image-tags: "!latest pr-*", cut-off: 2w 1d, keep-n-most-recent: 3, tag-selection: both }
            """,
        ["delete-package-versions"] = """
            steps:
              - uses: actions/delete-package-versions@v5
                with: { package-name: web, package-type: container, min-versions-to-keep: 10, ignore-versions: "^v.*$" }
              - uses: actions/delete-package-versions@v5
                with: { package-name: api, package-type: container, delete-only-untagged-versions: true }
            """,
        ["ecr"] = """
            { "rules": [
              { "rulePriority": 1, "description": "a", "selection": { "tagStatus": "tagged", "tagPatternList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 1 }, "action": { "type": "expire" } },
              { "rulePriority": 9, "selection": { "tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14 }, "action": { "type": "expire" } } ] }
            """,
        ["ghcr-cleanup-action"] = """
            steps:
              - uses: dataaxiom/ghcr-cleanup-action@v1
                with: { owner: acme, packages: "web,api", delete-tags: "pr-*,mr-*", exclude-tags: latest, keep-n-tagged: 9, keep-n-untagged: 3, older-than: 2 weeks, delete-ghost-images: true }
            """,
        ["gitlab"] =
            """{ "container_expiration_policy": { "enabled": true, "keep_n": 1, "older_than": "7d", "name_regex": "pr-.*", "name_regex_keep": "production-.*" } }""",
        ["google"] = """
            [ { "name": "old", "action": { "type": "Delete" }, "condition": { "tagState": "any", "tagPrefixes": ["pr-"], "packageNamePrefixes": ["web"], "olderThan": "2592000s" } },
              { "name": "keep", "action": { "type": "Keep" }, "mostRecentVersions": { "packageNamePrefixes": ["web"], "keepCount": 3 } } ]
            """,
        ["harbor"] = """
            { "algorithm": "or", "rules": [ { "action": "retain", "template": "latestPushedK", "params": { "latestPushedK": 10 },
              "tag_selectors": [ { "kind": "doublestar", "decoration": "matches", "pattern": "{a,b}-*", "extras": "{\"untagged\":true}" } ],
              "scope_selectors": { "repository": [ { "kind": "doublestar", "decoration": "repoMatches", "pattern": "web/**" } ] } } ] }
            """,
        ["zot"] = """
            { "storage": { "retention": { "delay": "24h", "policies": [ { "repositories": ["infra/*"], "deleteReferrers": true, "deleteUntagged": true, "keepUntagged": { "mostRecentlyPushedCount": 2 },
              "keepTags": [ { "patterns": ["v2.*"] }, { "patterns": ["v3.*"], "pulledWithin": "168h" }, { "mostRecentlyPushedCount": 10, "pushedWithin": "720h" } ] } ] } } }
            """,
    };

    public static TheoryData<string> Formats => [.. ImporterCatalog.All.Select(i => i.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_can_be_imported_compiles_without_errors_however_the_file_is_damaged(string format)
    {
        var sample = Samples[format];
        var imported = 0;
        var cuts = Gen.Select(Gen.Int[0, sample.Length - 1], Gen.Int[0, 12], Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i]));
        cuts.Array[1, 3]
            .Sample(
                changes =>
                {
                    var text = sample;
                    foreach (var (start, length, fragment) in changes)
                    {
                        var from = Math.Min(start, text.Length);
                        text = text[..from] + fragment + text[Math.Min(from + length, text.Length)..];
                    }

                    if (Import(format, text) is { } policy)
                    {
                        Interlocked.Increment(ref imported);
                        Compile(policy);
                    }
                },
                iter: 2000
            );
        Assert.NotEqual(0, imported);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Whatever_the_target_is_what_can_be_imported_has_no_errors(string format)
    {
        string[] targets =
        [
            "example.com/**",
            "example.com/a/b",
            "ghcr.io/acme/web",
            "ghcr.io/other/thing",
            "oci-layout:./x",
            "r.example.com/infra/x",
        ];
        foreach (var target in targets)
        {
            foreach (
                var text in new[] { Samples[format] }.Concat(
                    Enumerable.Range(0, 50).Select(seed => ImportModels.All[format](new Random(seed), ["*", "pr-*"], [".*", "^pr-"]).Text)
                )
            )
            {
                if (Import(format, text, target) is { } policy)
                {
                    Compile(policy);
                }
            }
        }
    }

    [Theory]
    [InlineData(
        "harbor",
        """{ "algorithm": "or", "rules": [ { "action": "retain", "template": "latestPushedK", "params": { "latestPushedK": 1 }, "tag_selectors": [ { "kind": "doublestar", "decoration": "matches", "pattern": "**" } ], "scope_selectors": { "repository": [ { "kind": "doublestar", "decoration": "repoMatches", "pattern": "other*" } ] } } ] }""",
        "latest-pushed not-retained",
        ""
    )]
    [InlineData(
        "zot",
        """{ "storage": { "retention": { "policies": [ { "repositories": ["a/*"], "keepTags": [ { "patterns": ["v.*"] } ] }, { "repositories": ["**"], "keepTags": [ { "patterns": [".*"] } ] } ] } } }""",
        "other-tags-2 tags-2 untagged-2",
        "other-tags tags untagged"
    )]
    [InlineData(
        "google",
        """[ { "name": "d", "action": { "type": "Delete" }, "condition": { "tagState": "tagged", "olderThan": "20d" } }, { "name": "k", "action": { "type": "Keep" }, "mostRecentVersions": { "packageNamePrefixes": ["zzz"], "keepCount": 1 } } ]""",
        "k",
        "d"
    )]
    public void Rules_for_other_repositories_than_the_target_are_comments(string format, string text, string others, string rules)
    {
        var imported = Import(format, text, "r.example.com/a/b")!;
        var policy = Assert.Single(Compile(imported).Policies);
        Assert.Equal(rules, string.Join(' ', policy.Rules.Select(r => r.Id)));
        Assert.All(others.Split(' '), id =>
        {
            Assert.Contains(
                $"# The rule {id} is left out:\n  # - It is for other repositories than the targets: ",
                imported.Text,
                StringComparison.Ordinal
            );
            Assert.Contains(imported.Notices, n =>
                n.StartsWith($"The rule '{id}' is for other repositories than the targets", StringComparison.Ordinal)
            );
        });
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_example_has_no_mistakes_but_what_the_import_tells_of_the_original(string format)
    {
        var policy = ImporterCatalog.Find(format)!.Import(Samples[format], ImportOptions.None);
        Assert.All(Compile(policy).Diagnostics, d => Assert.True(d.Id is "PE3005" or "PE3031" && policy.Notices.Length > 0, d.Message));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Where_registries_may_not_tell_push_times_it_is_said_what_ages_count_from(string format)
    {
        var isGitHub = format is "ghcr-cleanup-action" or "container-retention-policy" or "delete-package-versions";
        var differences = ImporterCatalog.Find(format)!.Import(Samples[format], ImportOptions.None).Differences;
        Assert.Equal(!isGitHub, differences.Any(d => d.Contains("Ages and order use the push time", StringComparison.Ordinal)));
    }

    [Fact]
    public void Where_no_rule_counts_nothing_is_said_of_times()
    {
        const string Text =
            """{ "rules": [ { "rulePriority": 1, "selection": { "tagStatus": "tagged", "tagPatternList": ["a*"], "countType": "odd", "countNumber": 1 }, "action": { "type": "expire" } } ] }""";
        Assert.DoesNotContain(ImporterCatalog.Find("ecr")!.Import(Text, ImportOptions.None).Differences, d =>
            d.Contains("pushed", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_rule_of_ECR_that_is_not_understood_still_shields_its_images_from_the_rules_after_it()
    {
        var text = Samples["ecr"].Replace("imageCountMoreThan", "imageCountOdd", StringComparison.Ordinal);
        var policy = Assert.Single(Compile(ImporterCatalog.Find("ecr")!.Import(text, ImportOptions.None)).Policies);
        Assert.True(policy.Rules[0].IsEnabled);
        Assert.Contains("    match: { tags: [\"prod*\"] }\n    keep: all\n", policy.Source.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "harbor",
        "\"pattern\": \"web/**\" }",
        "\"pattern\": \"web/**\" }, { \"kind\": \"doublestar\", \"decoration\": \"repoExcludes\", \"pattern\": \"web/base\" }"
    )]
    [InlineData("harbor", "\"scope_selectors\": {", "\"scope_selectors\": { \"project\": [ { \"pattern\": \"library\" } ],")]
    [InlineData("acr", "app:^pr-.*", "app")]
    [InlineData("acr", "app:^pr-.*", ":^pr-.*")]
    [InlineData("ghcr-cleanup-action", "exclude-tags: latest", "exclude-tags: [latest, stable]")]
    public void What_may_narrow_and_is_not_understood_is_not_imported(string format, string old, string made)
    {
        Assert.Contains(old, Samples[format], StringComparison.Ordinal);
        Assert.Throws<ImportException>(() =>
            ImporterCatalog.Find(format)!.Import(Samples[format].Replace(old, made, StringComparison.Ordinal), ImportOptions.None)
        );
    }

    [Theory]
    [InlineData("ghcr-cleanup-action", "exclude-tags: latest", "use-regex: true, exclude-tags: \"${{ vars.KEEP }}\"")]
    [InlineData("delete-package-versions", "\"^v.*$\"", "\"${{ vars.KEEP }}\"")]
    [InlineData("ecr", "\"rulePriority\": 9,", "\"rulePriority\": 9, \"scope\": \"some\",")]
    public void A_rule_whose_exceptions_are_not_known_deletes_nothing(string format, string old, string made)
    {
        Assert.Contains(old, Samples[format], StringComparison.Ordinal);
        var policy = Assert.Single(
            Compile(
                ImporterCatalog.Find(format)!.Import(Samples[format].Replace(old, made, StringComparison.Ordinal), ImportOptions.None)
            ).Policies
        );
        Assert.DoesNotContain(
            "KEEP",
            string.Join('\n', policy.Source.Text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'))),
            StringComparison.Ordinal
        );
        Assert.True(policy.Rules.Length < 2 || policy.Rules.Any(rule => !rule.IsDelete));
    }

    [Theory]
    [InlineData("720h", "30d")]
    [InlineData("2d3h6m", "2d3h6m")]
    [InlineData("2 weeks", "14d")]
    [InlineData("1 month, 3 days", "34d")]
    [InlineData("2592000s", "30d")]
    [InlineData("90m", "1h30m")]
    [InlineData("10m", "600s")]
    [InlineData("0", "0d")]
    [InlineData("soon", null)]
    [InlineData("3", null)]
    public void Durations_of_other_tools_are_never_shorter_than_they_were(string text, string? expected) =>
        Assert.Equal(expected, ImportDuration.Read(text));

    [Theory]
    [InlineData("v2.*", "*v2*")]
    [InlineData("^v2\\.1$", "v2.1")]
    [InlineData(".*", "*")]
    [InlineData("^pr-", "pr-*")]
    [InlineData("a.b", null)]
    [InlineData("a|b", null)]
    [InlineData("v[0-9]+", null)]
    public void A_simple_expression_is_a_glob(string pattern, string? expected) =>
        Assert.Equal(expected, ImportPatterns.AnywhereAsGlob(pattern));

    private static ImportedPolicy? Import(string format, string text, params string[] targets)
    {
        try
        {
            return ImporterCatalog.Find(format)!.Import(text, new ImportOptions(null, [.. targets]));
        }
        catch (ImportException)
        {
            return null;
        }
    }

    private static PolicyCompilation Compile(ImportedPolicy policy)
    {
        var compilation = PolicyCompiler.Compile(
            [SourceText.From("imported.yaml", policy.Text)],
            new CompilerOptions { CheckSchema = true, CheckSettings = true }
        );
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)) + "\n" + policy.Text);
        return compilation;
    }
}
