using System.Globalization;
using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Starting;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Starting;

/// <summary>The policy that <c>init</c> writes for what it finds.</summary>
public sealed class StarterDraftTests
{
    private const string Target = "registry.example.com/acme/web";
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> s_word = Choice(
        "main",
        "dev",
        "feature-login",
        "app",
        "web",
        "release",
        "prod",
        "Customer",
        "hotfix_a.b",
        "nightly",
        "snapshot",
        "edge",
        "cache",
        "buildcache",
        "pr",
        "PR",
        "pull-request",
        "sha",
        "git",
        "latest",
        "stable",
        "rc",
        "deadbeef",
        "facade",
        "v",
        "x"
    );

    private static readonly Gen<string> s_hash = Gen.Int[7, 40]
        .SelectMany(length => Gen.Char["0123456789abcdef"].Array[length].Select(chars => new string(chars)));

    private static readonly Gen<string> s_date = Gen.Select(
        Gen.Int[0, 900],
        Choice("yyyyMMdd", "yyyy-MM-dd", "yyyy.MM.dd", "yyyyMMdd'T'HHmm", "yyyyMMddHHmmss", "yyyy-MM-dd-HHmm"),
        (days, format) => s_now.AddDays(-days).ToString(format, CultureInfo.InvariantCulture)
    );

    private static readonly Gen<string> s_version = Gen.Select(
        Choice("", "v", "app-", "web-v", "release-"),
        Gen.Int[0, 12],
        Gen.Int[0, 12],
        Gen.Int[0, 12],
        Choice(
            "",
            "-rc.1",
            "-alpine3.20",
            "-beta",
            "-dev.4",
            "-SNAPSHOT",
            "-nightly.20260105",
            "rc1",
            "_build.5",
            "-slim-abc1234",
            "-20260105"
        ),
        (prefix, major, minor, patch, end) => FormattableString.Invariant($"{prefix}{major}.{minor}.{patch}{end}")
    );

    /// <summary>Tags as projects write them, and others that nearly look like those.</summary>
    private static readonly Gen<string> s_tag = Gen.OneOf(
        s_word,
        s_version,
        s_date,
        s_hash,
        Gen.Int[1, 400].Select(number => $"pr-{number.ToString(CultureInfo.InvariantCulture)}"),
        Gen.Select(
            s_word,
            Choice("-", "_", "."),
            Gen.OneOf(s_word, s_hash, s_date, s_version, Gen.Int[1, 99].Select(number => number.ToString(CultureInfo.InvariantCulture))),
            (a, sign, b) => a + sign + b
        ),
        Gen.Select(s_word, s_word, s_hash, (a, b, hash) => $"{a}-{b}-{hash[..7]}"),
        Gen.Char["ab1.-_"].Array[1, 12].Select(chars => "t" + new string(chars)),
        Choice("a\nb", "#", "\"quoted\"", "a: b", "*", "[x]", "true", "1e3", "тег")
    );

    private static readonly Gen<(string[] Tags, int Days, bool IsIndex)[]> s_images = Gen.Select(
        s_tag.Array[0, 3],
        Gen.Int[0, 400],
        Gen.Bool
    ).Array[1, 30];

    [Fact]
    public void Whatever_the_tags_the_policy_compiles_plans_and_deletes_no_release_and_nothing_that_is_not_recognized() =>
        s_images.Sample(
            images =>
            {
                var graph = GraphOf(images);
                var draft = StarterDraft.Create([graph], [Target], s_now);
                var policy = draft.Policy("# modeline");
                var compilation = PolicyCompiler.Compile(
                    [SourceText.From("retention.yaml", policy)],
                    new CompilerOptions { CheckSchema = true }
                );
                Assert.True(
                    compilation.Diagnostics.IsEmpty,
                    string.Join('\n', compilation.Diagnostics.Select(d => $"{d.Id} {d.Location} {d.Message}")) + policy
                );

                var plan = Assert.Single(Planner.Create(compilation, [graph], s_now).Repositories);
                Assert.True(plan.Status == PlanStatus.Planned, plan.Reason + policy);
                Assert.Equal(draft.Deleted, plan.Delete.Count(row => row.Role == ManifestRole.Root));
                Assert.True(draft.Found.Sum(found => found.Deleted) >= draft.Deleted);
                var pathless = plan.Delete.SelectMany(row => row.Tags).Where(tag => IsUnknown(tag) || IsRelease(tag)).ToArray();
                Assert.True(pathless.Length == 0, $"{string.Join(", ", pathless)} would be deleted:\n{policy}");

                var test = draft.Test("# modeline", "retention.yaml", null);
                var file = PolicyTestCompiler.Compile(SourceText.From("retention.policytest.yaml", test));
                var result = PolicyTestRunner.Run(
                    file,
                    PolicyTestInputs.Empty.WithPolicy("retention.yaml", SourceText.From("retention.yaml", policy))
                );
                Assert.True(result.Diagnostics.IsEmpty, string.Join('\n', result.Diagnostics.Select(d => d.Message)) + policy + test);
                Assert.All(result.Tests, t =>
                    Assert.True(t.Outcome == PolicyTestOutcome.Passed, $"{t.Test.Name}: {string.Join(", ", t.Failures)}\n{policy}{test}")
                );
            },
            iter: 40
        );

    [Theory]
    [InlineData("1.4.0", TagScheme.Release)]
    [InlineData("v3", TagScheme.Release)]
    [InlineData("app-1.4.0", TagScheme.Release)]
    [InlineData("1.2.3-alpine3.20", TagScheme.Release)]
    [InlineData("1.2.3-abcdef1", TagScheme.Release)]
    [InlineData("2026.01.05", TagScheme.Release)]
    [InlineData("pr-1.0.0", TagScheme.Release)]
    [InlineData("1.4.0-rc.1", TagScheme.PreRelease)]
    [InlineData("3.13.0rc1", TagScheme.PreRelease)]
    [InlineData("1.4.0-SNAPSHOT", TagScheme.Nightly)]
    [InlineData("1.4.0-dev.7", TagScheme.Nightly)]
    [InlineData("nightly-20260105", TagScheme.Nightly)]
    [InlineData("nightly-42", TagScheme.Nightly)]
    [InlineData("main-20260105-3ce846b", TagScheme.Nightly)]
    [InlineData("20260105", TagScheme.Dated)]
    [InlineData("2026-01-05", TagScheme.Dated)]
    [InlineData("pr-7", TagScheme.PullRequest)]
    [InlineData("PR-7-debug", TagScheme.PullRequest)]
    [InlineData("mr-12-3ce846b", TagScheme.PullRequest)]
    [InlineData("sha-3ce846b", TagScheme.Commit)]
    [InlineData("3ce846b0f1d2e3c4b5a697887766554433221100", TagScheme.Commit)]
    [InlineData("main-3ce846b", TagScheme.BranchCommit)]
    [InlineData("feature-login-3ce846b", TagScheme.BranchCommit)]
    [InlineData("buildcache", TagScheme.Cache)]
    [InlineData("main-buildcache-arm64", TagScheme.Cache)]
    [InlineData("latest", TagScheme.Moving)]
    [InlineData("stable-alpine", TagScheme.Moving)]
    [InlineData("redis-cache", TagScheme.Unknown)]
    [InlineData("feature-login", TagScheme.Unknown)]
    [InlineData("main-defaced", TagScheme.Moving)]
    [InlineData("1234567", TagScheme.Unknown)]
    [InlineData("prod-1234567", TagScheme.Unknown)]
    [InlineData("release-3ce846b", TagScheme.Unknown)]
    [InlineData("PROD-eu-3ce846b", TagScheme.Unknown)]
    [InlineData("production-ab3ce46", TagScheme.Unknown)]
    [InlineData("lts_2-3ce846b", TagScheme.Unknown)]
    [InlineData("customer-1b234567", TagScheme.Unknown)]
    [InlineData("releasing-3ce846b", TagScheme.BranchCommit)]
    [InlineData("dev-team-7", TagScheme.Unknown)]
    [InlineData("build-106", TagScheme.Unknown)]
    public void A_tag_is_recognized_by_its_form(string tag, object scheme) => Assert.Equal(scheme, TagPatterns.SchemeOf(tag));

    [Fact]
    public void A_first_night_that_deletes_nearly_everything_has_the_limit_that_it_needs()
    {
        var graph = GraphOf([.. Enumerable.Range(1, 200).Select(number => (new[] { $"pr-{number}" }, 100 + number, false))]);
        var draft = StarterDraft.Create([graph], [Target], s_now);
        Assert.Equal((197, 99), (draft.Deleted, draft.Limit));
        Assert.Contains("max-delete: 99% ", draft.Policy(""), StringComparison.Ordinal);
        Assert.Contains(
            "# Pull requests: 200 tags (pr-1, pr-2, pr-3, pr-4, pr-5, pr-6, pr-7, pr-8 … pr-200); "
                + "197 of 200 images would be deleted today",
            draft.Policy(""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Dates_are_releases_where_a_repository_has_hardly_any_others_and_are_thinned_out_where_it_has()
    {
        (string[], int, bool)[] dates =
        [
            .. Enumerable
                .Range(100, 30)
                .Select(days => (new[] { s_now.AddDays(-days).ToString("yyyyMMdd", CultureInfo.InvariantCulture) }, days, false)),
        ];
        Assert.Equal(0, StarterDraft.Create([GraphOf(dates)], [Target], s_now).Deleted);
        Assert.Equal(0, StarterDraft.Create([GraphOf([.. dates, .. Versions(5)])], [Target], s_now).Deleted);
        Assert.Equal(16, StarterDraft.Create([GraphOf([.. dates, .. Versions(6)])], [Target], s_now).Deleted);

        static IEnumerable<(string[], int, bool)> Versions(int count) =>
            Enumerable.Range(0, count).Select(minor => (new[] { $"1.{minor}.0" }, 300, false));
    }

    [Fact]
    public void Commits_are_deleted_of_the_branches_that_were_found_and_counted_for_each()
    {
        var draft = StarterDraft.Create(
            [
                GraphOf([
                    .. from branch in (string[])["main", "feature.a", "release", "Customer-x"]
                    from number in Enumerable.Range(10, 12)
                    select (new[] { $"{branch}-{number}ab3ce" }, 100 + number, false),
                ]),
            ],
            [Target],
            s_now
        );
        Assert.Equal(4, draft.Deleted);
        Assert.Contains("(?<branch>feature[.]a|main)-[0-9a-f]{7,40}", draft.Policy(""), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_unknown_names_that_begin_alike_are_protected_by_one_pattern()
    {
        var policy = StarterDraft
            .Create(
                [GraphOf([.. Enumerable.Range(1, 50).Select(number => (new[] { $"build-{number}" }, 500, false)), (["odd"], 500, false)])],
                [Target],
                s_now
            )
            .Policy("");
        Assert.Contains("tags: [\"build-[0-9]*\", odd]", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_are_kept_whatever_their_tags()
    {
        var graph = GraphText.Parse(
            $"a tags=pr-1 artifact={TagSurvey.ChartType} pushed=2024-01-01\nb tags=pr-2 pushed=2024-01-02\nc tags=pr-3 "
                + $"pushed=2024-01-03\nd tags=pr-4 pushed=2024-01-04\ne tags=pr-5 pushed=2024-01-05"
        );
        var draft = StarterDraft.Create([graph], [], s_now);
        var plan = Assert.Single(
            Planner.Create(PolicyCompiler.Compile([SourceText.From("p.yaml", draft.Policy(""))]), [graph], s_now).Repositories
        );
        Assert.Equal(["pr-2"], plan.Delete.SelectMany(row => row.Tags));
    }

    private static bool IsUnknown(string tag) => !TagPatterns.IsTag(tag) || TagPatterns.SchemeOf(tag) == TagScheme.Unknown;

    private static bool IsRelease(string tag) =>
        ImageVersion.TryParse(tag, out var version)
        && !version.IsPreRelease
        && TagPatterns.SchemeOf(tag) is not (TagScheme.PullRequest or TagScheme.Nightly or TagScheme.Dated);

    private static Gen<string> Choice(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static DigestGraph GraphOf((string[] Tags, int Days, bool IsIndex)[] images)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var manifests = new List<ManifestRecord>();
        foreach (var (tags, days, isIndex) in images)
        {
            var name = $"i{manifests.Count}";
            var child = GraphText.Manifests($"{name}c pushed={s_now.AddDays(-days):yyyy-MM-dd} size=100 layers=base:5000,{name}:700");
            var parent = GraphText.Manifests(
                $"{name} pushed={s_now.AddDays(-days):yyyy-MM-dd} "
                    + $"size=100{(isIndex ? $" children={name}c:linux/amd64" : $" layers=base:5000,{name}:700")}"
            );
            manifests.AddRange([.. isIndex ? child : [], .. parent.Select(manifest => manifest with { Tags = [.. tags.Where(used.Add)] })]);
        }

        return GraphText.Build(manifests);
    }
}
