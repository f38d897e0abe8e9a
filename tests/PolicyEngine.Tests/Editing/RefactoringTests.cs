using System.Collections.Immutable;
using PolicyEngine.Editing;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Editing;

/// <summary>Changes that an editor offers where nothing is wrong, on the text that they leave.</summary>
public sealed class RefactoringTests
{
    [Fact]
    public void A_rule_that_keeps_all_moves_to_protect_with_its_comment_and_description()
    {
        const string Text = """
            version: 1
            # The rules.
            rules:
              - id: pr
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d }
              # What customers run.
              - id: released$$
                description: Releases.
                match:
                  tags:
                    - "v*" # by the release job
                    - latest
                  kind: index # not the platforms
                keep: all

            """;

        Assert.Equal(
            """
            version: 1
            protect:
              # What customers run.
              - id: released
                description: Releases.
                tags:
                  - "v*" # by the release job
                  - latest
                kind: index # not the platforms

            # The rules.
            rules:
              - id: pr
                match: { tags: ["pr-*"] }
                delete: { older-than: 14d }

            """,
            Applied(Text, "Move 'released' to 'protect'")
        );
    }

    [Fact]
    public void A_rule_in_one_line_moves_behind_the_protections_that_are_there()
    {
        const string Text = """
            version: 1
            protect:
            - tags: [latest] # always
            rules:
            - { id: keep-v, match: { tags: ["v*"], tagged: true }, keep: all }$$
            - { id: pr, match: { tags: ["pr-*"] }, delete: { older-than: 14d } }

            """;

        Assert.Equal(
            """
            version: 1
            protect:
            - tags: [latest] # always
            - id: keep-v
              tags: ["v*"]
              tagged: true
            rules:
            - { id: pr, match: { tags: ["pr-*"] }, delete: { older-than: 14d } }

            """,
            Applied(Text, "Move 'keep-v' to 'protect'")
        );
    }

    [Theory]
    [InlineData("keep: { newest: 3 }")]
    [InlineData("delete: all")]
    [InlineData("repositories: [acme/web]\n    keep: all")]
    [InlineData("enabled: false\n    keep: all")]
    public void Other_rules_do_not_move(string action)
    {
        var text =
            $"version: 1\nrules:\n  - id: a$$\n    match: {{ tags: [\"v*\"] }}\n    {action}\n"
            + "  - id: b\n    delete: { older-than: 1d }\n";

        Assert.DoesNotContain(Offered(text, out _), r => !r.IsExtraction);
    }

    [Fact]
    public void A_repeated_value_gets_a_name_that_is_free()
    {
        const string Text = """
            version: 1
            x-tags: &tags nothing
            rules:
              - id: a
                match: { tags: ["pr-*", "!pr-1"] }
                delete: { older-than: 14d }
              - id: b
                match: { tags: $$["pr-*", "!pr-1"], kind: index }
                delete: { older-than: 7d }

            """;

        Assert.Equal(
            """
            version: 1
            x-tags: &tags nothing
            rules:
              - id: a
                match: { tags: &tags-2 ["pr-*", "!pr-1"] }
                delete: { older-than: 14d }
              - id: b
                match: { tags: *tags-2, kind: index }
                delete: { older-than: 7d }

            """,
            Applied(Text, """Name ["pr-*", "!pr-1"] 'tags-2', and refer to it in 1 other place""")
        );
    }

    [Fact]
    public void Nothing_is_offered_in_a_file_with_errors() =>
        Assert.Empty(Offered("version: 1\nrules:\n  - id: a$$\n    keep: all\n    nonsense: 1\n", out _));

    [Fact]
    public void A_hover_counts_what_a_condition_selects_and_a_lens_names_what_is_deleted_next()
    {
        const string Text = """
            version: 1
            rules:
              - id: pr
                match: { t$$ags: ["pr-*"], kind: image }
                delete: { older-than: 14d }

            """;
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var graphs = Graphs(
            ("1", "pr-1", "2026-01-01"),
            ("2", "pr-2", "2026-05-20"),
            ("3", "pr-3", "2026-05-30"),
            ("4", "v1", "2026-01-01")
        );
        var file = EditedFile.Open("/web.yaml", Text.Replace("$$", string.Empty, StringComparison.Ordinal));

        Assert.Equal(
            "On the snapshot it selects 3 of 4 images: `pr-3`, `pr-2`, `pr-1`.",
            SelectedNow.At(file, graphs, now, Text.IndexOf("$$", StringComparison.Ordinal))
        );
        Assert.Null(SelectedNow.At(file, graphs, now, 0));
        Assert.Equal(
            ["deletes 1 image; newest pr-1; nearest miss pr-2 in 2 days"],
            LiveVerdicts.Lenses(file, graphs, now).Select(l => l.Text)
        );
    }

    [Theory]
    [InlineData(
        "version: 1\nrules:\n  - id: a\n    delete: { oder-than: 14d }\n  - delete: { older-than: 1d }\n",
        "id: no verdict while the policy has errors|delete: no verdict while the policy has errors"
    )]
    [InlineData(
        "version: 1\ninputs:\n  days: { type: number }\nrules:\n  - id: a\n    delete: { older-than: \"${{ inputs.days }}d\" }\n",
        "id: no verdict: the inputs have no values here"
    )]
    [InlineData("version: 1\nrules: [\n", "")]
    public void A_lens_stays_above_each_rule_where_nothing_can_be_told(string text, string expected)
    {
        var file = EditedFile.Open("/web.yaml", text);
        var lenses = LiveVerdicts.Lenses(file, Graphs(("1", "pr-1", "2026-01-01")), new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(expected, string.Join('|', lenses.Select(l => $"{text[l.Span.Start..].Split(':')[0]}: {l.Text}")));
    }

    private static IReadOnlyList<DigestGraph> Graphs(params (string Digit, string Tag, string Pushed)[] images)
    {
        var manifests = images.Select(i =>
            $$"""{ "digest": "sha256:{{new string(i.Digit[0], 64)}}", "tags": ["{{i.Tag}}"], "pushedAt": "{{i.Pushed}}T00:00:00Z" }"""
        );
        var text = $$"""
            { "formatVersion": 1, "repositories": [ { "registry": "ghcr.io", "name": "acme/web", "provider": "ghcr",
              "takenAt": "2026-06-01T00:00:00Z", "complete": true, "manifests": [ {{string.Join(',', manifests)}} ] } ] }
            """;
        return SnapshotReader.ReadGraphs(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static string Applied(string text, string title)
    {
        var offered = Offered(text, out var file);
        var change = Assert.Single(offered, r => r.Title == title);
        return Refactoring.Apply(file, change.Edits).Source.Text;
    }

    private static ImmutableArray<Refactoring> Offered(string text, out EditedFile file)
    {
        var offset = text.IndexOf("$$", StringComparison.Ordinal);
        file = EditedFile.Open("/web.yaml", text.Remove(offset, 2));
        return Refactoring.At(file, new TextSpan(offset, 0));
    }
}
