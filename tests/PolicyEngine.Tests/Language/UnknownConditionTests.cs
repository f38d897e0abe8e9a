using PolicyEngine.Compiling;
using PolicyEngine.Conditions;
using PolicyEngine.Planning;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>
/// What is unknown of an image never deletes it, and always protects and keeps it: for every condition
/// there is, through <c>not</c>, <c>any</c> and <c>all</c>. A condition without a case here fails the test.
/// </summary>
public sealed class UnknownConditionTests
{
    private const string Pushed = "pushed=2026-01-01";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What may be unknown of any image, whatever a condition asks.</summary>
    private static readonly string[] Anything =
    [
        "u tags=u",
        "u tags=u unread",
        $"u tags=u {Pushed} unread",
        "u tags=u children=w\nw unread",
    ];

    /// <summary>By keyword: a condition, an image for which it holds, one for which it
    /// does not, and images of which it is unknown; each has its name for a tag.</summary>
    private static readonly Dictionary<string, Case[]> Cases = new(StringComparer.Ordinal)
    {
        ["tags"] = [new("[t]", "", "")],
        ["tagged"] = [new("true", "", "untagged")],
        ["digests"] = [new($"[\"{GraphText.DigestOf("t")}\"]", "", "")],
        ["older-than"] = [new("30d", "", "pushed=2026-05-30")],
        ["younger-than"] = [new("30d", "pushed=2026-05-30", "")],
        ["not-pulled-for"] = [new("30d", "pulled=2026-01-02", "pulled=2026-05-30")],
        ["kind"] = [new("index", "children=", "")],
        ["media-type"] = [new("\"application/vnd.docker.*\"", "media=application/vnd.docker.distribution.manifest.v2+json", "")],
        ["artifact-type"] = [new("application/t", "artifact=application/t", "artifact=application/f")],
        ["platform"] =
        [
            new(
                "linux/amd64",
                "platform=linux/amd64",
                "platform=linux/arm64",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} children=w,x:linux/arm64\nw {Pushed}",
                $"u tags=u {Pushed} children=w:linux/arm64\nw platform=linux/amd64"
            ),
            new(
                "[\"!linux/arm64\"]",
                "platform=linux/amd64",
                "platform=linux/arm64",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} children=w:linux/amd64\nw platform=linux/arm64"
            ),
        ],
        ["labels"] =
        [
            new(
                "{ keep: \"true\" }",
                "labels=keep:true",
                "labels=keep:no",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} children=w,x\nw {Pushed}\nx labels=keep:no"
            ),
            new("{ keep: \"true\", team: web }", "labels=keep:true,team:web", "labels=keep:true,team:api", $"u tags=u {Pushed}"),
        ],
        ["annotations"] = [new("{ keep: \"true\" }", "annotations=keep:true", "annotations=keep:no")],
        ["larger-than"] = [new("1KiB", "layers=l:5000", "layers=m:10", $"u tags=u {Pushed} children=w,x\nw unread\nx layers=n:10")],
        ["state"] =
        [
            new("ghost", "children=gone", "children=here\nhere pushed=2026-01-01"),
            new("[partial]", "children=gone,here\nhere pushed=2026-01-01", "children="),
        ],
        ["expired"] =
        [
            new("[end]", "labels=end:2026-01-01", "labels=end:2027-01-01", $"u tags=u {Pushed}", $"u tags=u {Pushed} labels=end:soon"),
        ],
        ["referrers"] = [new("{ any: [application/t] }", "\ns subject=t artifact=application/t", "")],
        ["commit"] =
        [
            new(
                "{ from: \"label:rev\", reachable-from: [main], is: false }",
                "labels=rev:c0ffee2",
                "labels=rev:c0ffee1",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} labels=rev:c0ffee3",
                $"u tags=u {Pushed} labels=rev:abcdef1"
            ),
        ],
        ["any"] =
        [
            new(
                "[{ labels: { keep: \"true\" } }, { platform: linux/amd64 }]",
                "labels=keep:true",
                "labels=keep:no platform=linux/arm64",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} labels=keep:no"
            ),
        ],
        ["all"] =
        [
            new(
                "[{ labels: { keep: \"true\" } }, { platform: linux/amd64 }]",
                "labels=keep:true platform=linux/amd64",
                "labels=keep:no",
                $"u tags=u {Pushed}",
                $"u tags=u {Pushed} labels=keep:true"
            ),
        ],
        ["not"] = [new("{ labels: { keep: \"true\" } }", "labels=keep:no", "labels=keep:true", $"u tags=u {Pushed}")],
    };

    /// <summary>Conditions round a condition that add nothing to it, and whether they turn it round.</summary>
    private static readonly (string Text, bool IsNegated)[] Wrappings =
    [
        ("{0}", false),
        ("{{ not: {0} }}", true),
        ("{{ not: {{ not: {0} }} }}", false),
        ("{{ any: [{0}, {{ tags: [nothing] }}] }}", false),
        ("{{ all: [{0}, {{ not: {{ tags: [nothing] }} }}] }}", false),
        ("{{ not: {{ any: [{0}, {{ tags: [nothing] }}] }} }}", true),
        ("{{ not: {{ all: [{0}, {{ not: {{ tags: [nothing] }} }}] }} }}", true),
        ("{{ any: [{{ all: [{{ not: {0} }}] }}] }}", true),
    ];

    /// <summary>They judge each tag by a capture group, and what is unknown of
    /// them is a number or a name: the oracle's cases have these.</summary>
    private static readonly string[] OfTags = ["pull-request", "branch"];

    public static TheoryData<string> Keywords => [.. ConditionCatalog.All.Select(c => c.Keyword).Except(OfTags)];

    [Theory]
    [MemberData(nameof(Keywords))]
    public void What_is_unknown_of_a_condition_never_deletes_and_always_keeps(string keyword)
    {
        Assert.True(Cases.ContainsKey(keyword), $"The condition '{keyword}' has no case here: say what may be unknown of it.");
        foreach (var (condition, holds, fails, unknown) in Cases[keyword])
        {
            foreach (var (wrapping, isNegated) in Wrappings)
            {
                var match = string.Format(null, wrapping, $"{{ {keyword}: {condition} }}");
                var (selected, other) = isNegated ? ("f", "t") : ("t", "f");
                foreach (var image in unknown.Concat(Anything))
                {
                    var graph = $"{Line("t", holds)}\n{Line("f", fails)}\n{image}\n";
                    var case_ = $"{match}\n{graph}";
                    var isRead = !image.Contains("unread", StringComparison.Ordinal);
                    Check($"rules: [{{ id: r, match: {match}, delete: all }}]", graph, isRead ? selected : null, $"u {other}", case_);
                    Check($"protect: [{match}]\nrules: [{{ id: r, delete: all }}]", graph, isRead ? other : null, $"u {selected}", case_);
                    Check(
                        $"rules: [{{ id: k, match: {match}, keep: all }}, {{ id: r, delete: all }}]",
                        graph,
                        isRead ? other : null,
                        $"u {selected}",
                        case_
                    );
                    Check(
                        $"settings: {{ precedence: first-rule }}\nrules: [{{ id: k, match: {match}, "
                            + $"delete: all }}, {{ id: r, match: {{ tags: [u] }}, delete: all }}]",
                        graph,
                        isRead ? selected : null,
                        unknown.Contains(image) ? $"u {other}" : other,
                        case_
                    );
                }
            }
        }
    }

    private static string Line(string name, string more)
    {
        var tags = more == "untagged" ? "" : $"tags={name}";
        var pushed = more.Contains("pushed=", StringComparison.Ordinal) && !more.Contains('\n', StringComparison.Ordinal) ? "" : Pushed;
        return $"{name} {tags} {pushed} {(more == "untagged" ? "" : more)}";
    }

    /// <summary>Plans, and looks what goes; null where nothing has to, since something that is not read holds it.</summary>
    private static void Check(string policy, string graph, string? goes, string stays, string text)
    {
        var compilation = PolicyCompiler.Compile([
            SourceText.From("policy.yaml", $"version: 1\nlimits: {{ min-remaining: 0 }}\n{policy}\n"),
        ]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)) + policy);
        var plan = Assert.Single(
            Planner
                .Create(compilation, [GraphText.Parse(graph)], Now, new PlanOptions { Facts = ProductFacts.Of(compilation, Now) })
                .Repositories
        );
        Assert.True(plan.Status == PlanStatus.Planned, $"{plan.Reason}\n{policy}\n{graph}");
        var deleted = plan.Delete.Select(m => GraphText.NameOf(m.Digest)).ToHashSet(StringComparer.Ordinal);
        Assert.True(goes is null || deleted.Contains(goes), $"'{goes}' stays:\n{policy}\n{text}");
        Assert.True(!stays.Split(' ').Any(deleted.Contains), $"'{string.Join(' ', deleted)}' goes:\n{policy}\n{text}");
    }

    private sealed record Case(string Condition, string Holds, string Fails, params string[] Unknown);
}
