using PolicyEngine.Oci;
using Xunit;
using Xunit.Sdk;

namespace PolicyEngine.Tests.Oracle;

/// <summary>What holds for every plan, whatever the policy: seen on the product alone, without the oracle's verdict.</summary>
public sealed class OraclePropertyTests
{
    private const string NoticeMediaType = PolicyEngine.Oci.MediaTypes.OciManifest;

    [Fact]
    public void Every_present_manifest_is_in_exactly_one_list() =>
        ForAll(
            (@case, plan) =>
                Assert.Equal(
                    @case.Repository.Manifests.Select(m => m.Digest).Order(StringComparer.Ordinal),
                    plan.Delete.Concat(plan.Retain).Concat(plan.Keep).Order(StringComparer.Ordinal)
                )
        );

    [Fact]
    public void Nothing_that_stays_loses_a_present_piece() =>
        ForAll(
            (@case, plan) =>
            {
                var graph = Graph(@case);
                Assert.Empty(graph.Closure(plan.Keep.Concat(plan.Retain)).Intersect(plan.Delete));
            }
        );

    [Fact]
    public void A_plan_that_a_limit_refused_shows_what_it_would_be_without() =>
        ForAll(
            (@case, plan) =>
            {
                Assert.True(plan.Status == "refused" || plan.Proposed is null);
                var unlimited = Comparison.Plan(
                    @case with
                    {
                        Policies = [.. @case.Policies.Select(p => p with { Limits = new OracleLimits { MinRemaining = 0 } })],
                    }
                );
                Assert.Equal(plan.Status == "refused" && unlimited.Status == "planned", plan.Proposed is not null);
                if (plan.Proposed is { } proposed)
                {
                    AssertSame(unlimited, proposed);
                    Assert.Equal(unlimited.Rules, proposed.Rules);
                }
            }
        );

    [Fact]
    public void A_parent_goes_before_its_children() =>
        ForAll(
            (@case, plan) =>
            {
                var graph = Graph(@case);
                var place = plan.Delete.Select((digest, at) => (digest, at)).ToDictionary(p => p.digest, p => p.at);
                Assert.All(plan.Delete, parent =>
                    Assert.All(graph.Children(parent).Intersect(plan.Delete), child => Assert.True(place[parent] < place[child]))
                );
            }
        );

    [Fact]
    public void The_order_of_manifests_tags_entries_and_files_changes_nothing() =>
        ForAll(
            (@case, plan) =>
            {
                var draw = new Draw(@case.Seed);
                var shuffled = @case with
                {
                    Repository = @case.Repository with
                    {
                        Manifests = draw.Shuffle(
                            @case.Repository.Manifests.Select(m =>
                                m with
                                {
                                    Tags = draw.Shuffle(m.Tags),
                                    Manifests = m.Manifests is null ? null : draw.Shuffle(m.Manifests),
                                }
                            )
                        ),
                    },
                    // Under first-rule the order of policies is the order of rules, which decides.
                    Policies = IsOrderFree(@case) ? draw.Shuffle(@case.Policies) : @case.Policies,
                };
                AssertSame(plan, Comparison.Plan(shuffled));
            }
        );

    [Fact]
    public void Under_keep_wins_the_order_of_rules_changes_nothing() =>
        ForAll(
            (@case, plan) =>
            {
                if (IsOrderFree(@case))
                {
                    AssertSame(plan, Comparison.Plan(Reversed(@case)));
                }
            }
        );

    /// <summary>The same plan in any order of rules that are order-free includes the rule that a verdict names.</summary>
    [Fact]
    public void Under_keep_wins_the_order_of_rules_and_files_changes_no_verdict() =>
        ForAll(
            (@case, plan) =>
            {
                if (IsOrderFree(@case))
                {
                    Assert.Equal(plan.Rules, Comparison.Plan(Reversed(@case)).Rules);
                }
            }
        );

    [Fact]
    public void A_protection_never_adds_a_deletion_where_nothing_counts_what_remains() =>
        ForAll(
            (@case, plan) =>
            {
                if (!@case.Policies.SelectMany(p => p.Rules).Any(r => r.Delete?.Of == "remaining"))
                {
                    var draw = new Draw(@case.Seed);
                    var protection = new OracleProtection(
                        "added",
                        new OracleMatch { Digests = [draw.One(@case.Repository.Manifests).Digest] }
                    );
                    AssertNoMoreDeletions(plan, With(@case, p => p with { Protect = [.. p.Protect, protection] }));
                }
            }
        );

    [Fact]
    public void Under_keep_wins_a_keep_rule_never_adds_a_deletion() =>
        ForAll(
            (@case, plan) =>
            {
                if (IsOrderFree(@case) && !@case.Policies.SelectMany(p => p.Rules).Any(r => r.Delete?.Of == "remaining"))
                {
                    var donor = new PolicyGenerator(new Draw(@case.Seed), @case.Repository)
                        .Next()
                        .SelectMany(p => p.Rules)
                        .FirstOrDefault(r => r.Keep is not null);
                    AssertNoMoreDeletions(
                        plan,
                        With(@case, p =>
                            p with
                            {
                                Rules = [.. p.Rules, (donor ?? new OracleRule("") { Keep = new() { Newest = 1 } }) with { Id = "added" }],
                            }
                        )
                    );
                }
            }
        );

    [Fact]
    public void The_setting_unmatched_adds_only_images_with_something_that_no_delete_rule_selects() =>
        ForAll(
            (@case, _) =>
            {
                var without = Comparison.Plan(WithSettings(@case, s => s with { Unmatched = "keep" }));
                var with = Comparison.Plan(WithSettings(@case, s => s with { Unmatched = "delete" }));
                if (without.Status == "planned" && with is { Status: "planned", Retain.Count: 0 })
                {
                    Assert.Subset(with.Delete.ToHashSet(), without.Delete.ToHashSet());
                    var graph = new NaiveGraph(@case.Repository, Now.Value, @case.Policies[0].Settings.AgeFrom);
                    var rules = @case
                        .Policies.SelectMany(p => p.Rules)
                        .Where(r => r.Delete is not null && r.Enabled != false)
                        .Where(r => r.Repositories is null || NaiveGlob.SelectsRepository(r.Repositories, @case.Repository.Name))
                        .Select(r => new NaiveMatcher(graph).Select(r, perhaps: true))
                        .ToList();
                    // What a rule condemns, but what something unmatched held until now, goes with that.
                    var extra = with.Delete.Except(without.Delete).ToList();
                    var unmatched = graph
                        .Roots.Intersect(extra)
                        .Where(root => Names(graph, root).Any(name => !rules.Any(r => r.GetValueOrDefault(root, []).Contains(name))));
                    Assert.Subset(graph.Closure(unmatched), extra.ToHashSet());
                }
            }
        );

    /// <summary>Announcements that are kept in the registry itself decide about nothing else there.</summary>
    [Fact]
    public void A_notice_in_the_repository_is_kept_and_changes_nothing_else() =>
        ForAll(
            (@case, plan) =>
            {
                var draw = new Draw(@case.Seed);
                OracleManifest[] notices =
                [
                    new OracleManifest($"sha256:{new string('d', 64)}")
                    {
                        MediaType = NoticeMediaType,
                        ArtifactType = NoticeArtifact.ArtifactType,
                        Size = 500,
                        PushedAt = draw.One<DateTimeOffset?>([null, Now.Value.AddMinutes(-1), Now.Value.AddDays(-400)]),
                        Tags = [NoticeArtifact.Tag],
                    },
                    new OracleManifest($"sha256:{new string('e', 64)}")
                    {
                        MediaType = NoticeMediaType,
                        ArtifactType = NoticeArtifact.ArtifactType,
                        Size = 500,
                        PushedAt = Now.Value.AddDays(-400),
                        Tags = draw.One<string[]>([
                            [],
                            ["v9.9.9"],
                        ]),
                    },
                ];
                var with = Comparison.Plan(
                    @case with
                    {
                        Repository = @case.Repository with { Manifests = [.. @case.Repository.Manifests, .. notices] },
                    }
                );
                var digests = notices.Select(notice => notice.Digest).ToArray();
                if (plan.Keep.Count + plan.Retain.Count > 0)
                {
                    Assert.Subset(with.Keep.ToHashSet(), digests.ToHashSet());
                }

                // A package that is deleted as a whole takes them with it.
                AssertSame(plan, with with { Delete = [.. with.Delete.Except(digests)], Keep = [.. with.Keep.Except(digests)] });
            }
        );

    private static void ForAll(Action<OracleCase, ProductVerdict> check)
    {
        var iterations = Math.Max(1, OracleAgreementTests.Iterations / 8);
        for (var seed = OracleAgreementTests.FirstSeed; seed < OracleAgreementTests.FirstSeed + iterations; seed++)
        {
            var @case = OracleCase.FromSeed(seed);
            if (Violation(@case, check) is not null)
            {
                var small = Minimizer.Minimize(@case, c => Violation(c, check) is not null);
                Assert.Fail(
                    $"{Violation(small, check)}\n{CaseReport.Write(small, "a property", small.Expected(), Comparison.Plan(small))}"
                );
            }
        }
    }

    private static string? Violation(OracleCase @case, Action<OracleCase, ProductVerdict> check)
    {
        try
        {
            check(@case, Comparison.Plan(@case));
            return null;
        }
        catch (XunitException e)
        {
            return e.Message;
        }
    }

    private static NaiveGraph Graph(OracleCase @case) => new(@case.Repository, Now.Value, ["pushed"]);

    private static IReadOnlyList<string> Names(NaiveGraph graph, string root) =>
        graph.UserTags(root) is { Count: > 0 } tags ? tags : [NaiveMatcher.NoTag];

    private static bool IsOrderFree(OracleCase @case) => @case.Policies[0].Settings.Precedence != "first-rule";

    private static OracleCase Reversed(OracleCase @case) =>
        @case with
        {
            Policies = [.. @case.Policies.Select(p => p with { Rules = [.. p.Rules.Reverse()] }).Reverse()],
        };

    private static OracleCase WithSettings(OracleCase @case, Func<OracleSettings, OracleSettings> change) =>
        @case with
        {
            Policies = [.. @case.Policies.Select(p => p with { Settings = change(p.Settings) })],
        };

    private static ProductVerdict With(OracleCase @case, Func<OraclePolicy, OraclePolicy> change) =>
        Comparison.Plan(@case with { Policies = [.. @case.Policies.Skip(1).Prepend(change(@case.Policies[0]))] });

    /// <summary>A plan that was refused, or that retained the last image of a package,
    /// may delete more once something else stays: those do not compare.</summary>
    private static void AssertNoMoreDeletions(ProductVerdict before, ProductVerdict after)
    {
        if (before is { Status: "planned", Retain.Count: 0 } && after.Status == "planned")
        {
            Assert.Subset(before.Delete.ToHashSet(), after.Delete.ToHashSet());
        }
    }

    private static void AssertSame(ProductVerdict expected, ProductVerdict actual)
    {
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(expected.Delete, actual.Delete);
        Assert.Equal(expected.Retain, actual.Retain);
        Assert.Equal(expected.Keep, actual.Keep);
        Assert.Equal(expected.Untag.Order(StringComparer.Ordinal), actual.Untag.Order(StringComparer.Ordinal));
    }
}
