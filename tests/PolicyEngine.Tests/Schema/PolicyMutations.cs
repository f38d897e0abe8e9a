using CsCheck;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Tests.Schema;

/// <summary>Policies that are nearly right: one that uses every key, changed in a few places.</summary>
internal static class PolicyMutations
{
    /// <summary>A policy that uses every key of the language.</summary>
    public const string Everything = """
        version: 1
        name: web
        description: Everything at once.
        x-shared: { anything: [1, ~, true] }
        targets:
          - ghcr.io/acme/web
          - oci-layout:./registry
          - { registry: "registry.example.com:5000", repositories: ["team/**", "!team/base"], url: "http://127.0.0.1:5000", provider: oci, insecure: false, api-url: "https://ghe.example.com/api/v3" }
        settings: { precedence: keep-wins, unmatched: keep, grace: 1h, age-from: [pushed, created], count-protected: false, time-zone: Europe/Berlin, delete-empty: true }
        limits: { max-delete: 25%, min-remaining: 1 }
        protect:
          - { id: released, description: Kept., tags: ["v*", latest] }
          - { in-use: { files: ["../deploy/**/*.yaml"], refs: running.txt } }
          - { digests: "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
        rules:
          - id: a
            description: Everything.
            repositories: ["acme/web"]
            enabled: true
            match:
              tags: { any: ["pr-*"], all: "*", none: ["v*"], every-pattern: [a, b], regex: "(?<flavour>[a-z]+)-[0-9]+", semver: ">=1.0.0 <2.0.0 || prerelease" }
              tagged: true
              older-than: 2w 3d
              younger-than: 1y
              not-pulled-for: 6mo
              kind: [image, index]
              media-type: "application/*"
              artifact-type: ["application/*", "!application/x"]
              platform: linux/arm64*
              labels: { org.opencontainers.image.title: web* }
              annotations: { a.b: "*" }
              larger-than: 500MiB
              state: [ghost, partial]
              any: [{ tags: a }, { tagged: false }]
              all: { kind: image }
              not: { tags: [b, "!c"] }
            delete: { older-than: 14d, not-pulled-for: 30d, except-newest: 3, of: matched, order-by: pushed, per: [semver.major, flavour], target: images, with-other-tags: true }
          - { id: b, delete: { until: { total-size: 50GiB }, order-by: tag } }
          - { id: c, keep: { newest: 2, younger-than: 1d, pulled-within: 1w, most-recently-pulled: 4, total-size: 2GB, order-by: semver, join: all } }
          - { id: d, keep: { newest: 0, per: semver.minor } }
          - { id: g, delete: { except: { newest: 1, hourly: 2, daily: 14, weekly: 8, monthly: 12, quarterly: 4, yearly: all, within: { daily: 14d, monthly: 1y }, pick: oldest } } }
          - { id: h, keep: { hourly: 2, daily: 14, weekly: all, monthly: 12, quarterly: 4, yearly: 1, within: { hourly: 1d, weekly: 8w, quarterly: 1y, yearly: 3y }, pick: newest } }
          - { id: e, match: {}, delete: all }
          - { id: f, keep: all }
        """;

    private static readonly string[] Values =
    [
        "0",
        "3",
        "-1",
        "+3",
        "007",
        "1.0",
        "1.5",
        "1e3",
        "0x10",
        "0o7",
        "2000000000",
        "99999999999999999999",
        "1e400",
        ".inf",
        ".nan",
        "-.5",
        "~",
        "null",
        "\"\"",
        "\"~\"",
        "true",
        "False",
        "\"true\"",
        "yes",
        "no",
        "all",
        "any",
        "\"all\"",
        "14",
        "\"14\"",
        "14d",
        "\"14d\"",
        "2w3d",
        "\"14d \"",
        "14 d",
        "1.5d",
        "9999999999d",
        "999999y",
        "500MiB",
        "1.5GB",
        "500 MB",
        "500mb",
        ".5GB",
        "1.GB",
        "999999999999999999999GB",
        "25%",
        "007%",
        ".5%",
        "100.0%",
        "101%",
        "25.%",
        "1.23456789012345678901%",
        "\"*\"",
        "\"!x\"",
        "\"!\"",
        "\"a\\\\b\"",
        "\"{a,b}\"",
        "\"[^a]\"",
        "\"[a\"",
        "\" a\"",
        "pushed",
        "updated",
        "keep",
        "delete",
        "tags",
        "semver.major",
        "flavour",
        "image",
        "orphaned",
        "ghost",
        "oci",
        "ghcr",
        "\"1\"",
        "v1",
        "[]",
        "{}",
        "[[a]]",
        "[a, a]",
        "[~]",
        "\"(a+)+$\"",
        "\"(\"",
        "\"(?=a)\"",
        "\">=1\"",
        "\"*\"",
        "\"sha256:abc\"",
        "ghcr.io/acme/web",
        "http://x.y/",
        "\"oci-layout:\"",
        "Abc",
        "-a",
        "a.b",
        "\"a\\nb\"",
        "\"é😀\"",
        "2026-01-01",
        "12:30",
    ];

    private static readonly string[] Keys =
    [
        "version",
        "rules",
        "id",
        "tags",
        "older-than",
        "newest",
        "delete",
        "keep",
        "match",
        "x-y",
        "oder-than",
        "any",
        "total-size",
        "\"\"",
        "~",
        "1",
    ];

    /// <summary>Mutated policies in flow style.</summary>
    public static Gen<string> Policies { get; } =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue])
            .Array[0, 3]
            .Select(changes => changes.Aggregate(Tree(SyntaxTree.Parse(SourceText.From("all.yaml", Everything)).Root!), Mutate).Print());

    private static Node Tree(SyntaxNode node) =>
        node switch
        {
            MappingSyntax mapping => new Node(
                null,
                null,
                [.. mapping.Properties.Select(p => (p.Key.Source.ToString(p.Key.Span), Tree(p.Value)))]
            ),
            SequenceSyntax sequence => new Node(null, [.. sequence.Items.Select(Tree)], null),
            _ => new Node(node.Source.ToString(node.Span), null, null),
        };

    private static Node Mutate(Node root, (int Kind, int Where, int What, int Which) change)
    {
        var all = root.SelfAndBelow().ToList();
        var victim = all[change.Where % all.Count];
        var key = Keys[change.What % Keys.Length];
        var replacement = (change.Kind, victim) switch
        {
            (0, _) => all[change.What % all.Count],
            (1, { Map: { Count: > 0 } map }) => victim with { Map = [.. map.Where((_, i) => i != change.Which % map.Count)] },
            (2, { Map: { Count: > 0 } map }) => victim with
            {
                Map = [.. map.Select((p, i) => i == change.Which % map.Count ? (key, p.Value) : p)],
            },
            (3, { Map: { } map }) => victim with { Map = [.. map, (key, all[change.Which % all.Count])] },
            (4, { List: { } list }) => victim with { List = [.. list, new Node(Values[change.What % Values.Length], null, null)] },
            (4, _) => new Node(null, [victim], null),
            _ => new Node(Values[change.What % Values.Length], null, null),
        };
        return root.Replace(victim, replacement);
    }

    private sealed record Node(string? Text, List<Node>? List, List<(string Key, Node Value)>? Map)
    {
        public IEnumerable<Node> SelfAndBelow() =>
            [this, .. (List ?? []).SelectMany(n => n.SelfAndBelow()), .. (Map ?? []).SelectMany(p => p.Value.SelfAndBelow())];

        public Node Replace(Node victim, Node replacement) =>
            ReferenceEquals(this, victim)
                ? replacement
                : new Node(
                    Text,
                    List?.ConvertAll(n => n.Replace(victim, replacement)),
                    Map?.ConvertAll(p => (p.Key, p.Value.Replace(victim, replacement)))
                );

        public string Print() =>
            Text
            ?? (
                List is not null
                    ? $"[ {string.Join(", ", List.Select(n => n.Print()))} ]"
                    : $"{{ {string.Join(", ", Map!.Select(p => $"{p.Key}: {p.Value.Print()}"))} }}"
            );
    }
}
