using System.Text.Json.Nodes;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>What <c>policyengine lsp</c> answers a client that is not ours.</summary>
public sealed class PolicyServerTests
{
    private const string Uri = "file:///policies/web.yaml";

    private const string Wrong = """
        version: 1
        name: "🚀 web"
        rules:
          - id: pr
            match: { tags: ["pr-*"] }
            delete: { oder-than: 14d, except-newest: 3 }
          - id: pr
            keep: { newest: 1 } # 🚀

        """;

    [SkippableFact]
    public async Task Diagnostics_have_ranges_related_places_and_the_page_that_explains_them()
    {
        var answers = await new PolicyServer().Open(Uri, Wrong).RunAsync();
        var found = answers[0]!.AsArray();
        Assert.Equal(["5:14-23 PE2001", "6:8-10 PE2046"], found.Select(Describe));
        Assert.Equal("first used here", (string?)found[1]!["relatedInformation"]![0]!["message"]);
        Assert.EndsWith(
            "schema/diagnostics.md#pe2001-unknown-key",
            (string?)found[0]!["codeDescription"]!["href"],
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task Changes_are_applied_where_the_client_counts_them_in_UTF16()
    {
        var answers = await new PolicyServer()
            .Open(Uri, Wrong)
            .Change(Uri, "older-than", (5, 14), (5, 23))
            .Change(Uri, "x", (1, 7), (1, 9))
            .Change(Uri, "other", (6, 8), (6, 10))
            .Change(Uri, "version: 1\nrules: []\nnmae: a\n")
            .RunAsync();
        Assert.Equal(["6:8-10 PE2046"], answers[1]!.AsArray().Select(Describe));
        Assert.Equal(["6:8-10 PE2046"], answers[2]!.AsArray().Select(Describe));
        Assert.DoesNotContain(answers[3]!.AsArray(), d => (int)d!["severity"]! == 1);
        Assert.Contains("2:0-4 PE2001", answers[4]!.AsArray().Select(Describe));
    }

    [SkippableFact]
    public async Task Completion_replaces_the_word_and_hover_explains_it()
    {
        var answers = await new PolicyServer()
            .Open(Uri, Wrong)
            .Ask("textDocument/completion", Uri, 5, 18)
            .Ask("textDocument/hover", Uri, 5, 30)
            .RunAsync();
        Assert.False((bool)answers[1]!["isIncomplete"]!);
        var first = answers[1]!["items"]![0]!;
        Assert.Equal("older-than", (string?)first["label"]);
        Assert.Equal(
            """{"range":{"start":{"line":5,"character":14},"end":{"line":5,"character":23}},"newText":"older-than"}""",
            first["textEdit"]!.ToJsonString()
        );
        Assert.Contains("this many, the first in order, are spared", (string?)answers[2]!["contents"]!["value"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Every_fix_is_offered_and_a_warning_can_be_suppressed()
    {
        const string Warned = "version: 1\nrules:\n  - id: a\n    match: { tags: [\"*\"] }\n    delete: { older-than: 5m }\n";
        var all = new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = Uri },
            ["range"] = new JsonObject { ["start"] = PolicyServer.Place((0, 0)), ["end"] = PolicyServer.Place((9, 0)) },
            ["context"] = new JsonObject { ["diagnostics"] = new JsonArray() },
        };
        var answers = await new PolicyServer()
            .Open(Uri, Wrong)
            .Ask("textDocument/codeAction", all)
            .Change(Uri, Warned)
            .Ask("textDocument/codeAction", (JsonObject)all.DeepClone())
            .RunAsync();
        Assert.Contains("Change 'oder-than' to 'older-than'", answers[1]!.AsArray().Select(a => (string)a!["title"]!));
        var suppress = answers[3]!.AsArray().First(a => ((string)a!["title"]!).StartsWith("Suppress PE3", StringComparison.Ordinal))!;
        Assert.Contains(
            "# policyengine-disable-next-line PE3",
            (string?)suppress["edit"]!["changes"]![Uri]![0]!["newText"],
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task Where_nothing_is_wrong_a_rule_moves_to_protect_and_a_repeated_value_gets_a_name()
    {
        var place = new JsonObject { ["start"] = PolicyServer.Place((3, 22)), ["end"] = PolicyServer.Place((3, 22)) };
        var answers = await new PolicyServer()
            .Open(
                Uri,
                "version: 1\nrules:\n  - id: a\n    match: { tags: [\"v*\", latest] }\n    keep: all\n"
                    + "  - id: b\n    match: { tags: [\"v*\", latest], kind: index }\n    delete: { older-than: 9d }\n"
            )
            .Ask(
                "textDocument/codeAction",
                new JsonObject
                {
                    ["textDocument"] = new JsonObject { ["uri"] = Uri },
                    ["range"] = place,
                    ["context"] = new JsonObject { ["diagnostics"] = new JsonArray() },
                }
            )
            .RunAsync();
        Assert.Equal(
            ["refactor.rewrite: Move 'a' to 'protect'", "refactor.extract: Name [\"v*\", latest] 'tags', and refer to it in 1 other place"],
            answers[1]!
                .AsArray()
                .Where(a => ((string)a!["kind"]!).StartsWith("refactor", StringComparison.Ordinal))
                .Select(a => $"{a!["kind"]}: {a["title"]}")
        );
    }

    [SkippableFact]
    public async Task An_id_is_found_and_renamed_across_policies_and_tests()
    {
        using var folder = new TemporaryFolder();
        folder.Write("web.yaml", "version: 1\nrules:\n  - id: pr\n    delete: { older-than: 1d }\n");
        folder.Write(
            "web.policytest.yaml",
            "policy: web.yaml\ntests:\n  - name: x\n    images: [{ tags: [a], pushed: 9d ago }]\n    expect: { because: { a: pr } }\n"
        );
        var (policy, test) = (
            PolicyServer.Uri(Path.Combine(folder.Path, "web.yaml")),
            PolicyServer.Uri(Path.Combine(folder.Path, "web.policytest.yaml"))
        );
        var answers = await new PolicyServer()
            .Open(test, File.ReadAllText(Path.Combine(folder.Path, "web.policytest.yaml")))
            .Ask("textDocument/definition", test, 4, 29)
            .Ask("textDocument/rename", test, 4, 29, ("newName", "pull-requests"))
            .Ask("textDocument/rename", test, 4, 29, ("newName", "Not an id"))
            .Ask("textDocument/completion", test, 4, 28)
            .RunAsync();
        Assert.Equal(policy, (string?)answers[1]![0]!["uri"]);
        Assert.Equal([policy, test], answers[2]!["changes"]!.AsObject().Select(c => c.Key).Order(StringComparer.Ordinal).Reverse());
        Assert.Null(answers[3]);
        Assert.Contains("pr", answers[4]!["items"]!.AsArray().Select(c => (string)c!["label"]!));
    }

    [SkippableFact]
    public async Task A_snapshot_tells_what_each_rule_does_and_what_each_glob_matches()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "state.json",
            """
            { "formatVersion": 1, "repositories": [
              { "registry": "ghcr.io", "name": "acme/web", "provider": "ghcr", "takenAt": "2026-06-01T00:00:00Z", "complete": true, "manifests": [
                { "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "tags": ["pr-1"], "pushedAt": "2020-01-01T00:00:00Z", "layers": [{ "digest": "sha256:4444444444444444444444444444444444444444444444444444444444444444", "size": 2048 }] },
                { "digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222", "tags": ["pr-2"], "pushedAt": "2020-01-02T00:00:00Z" },
                { "digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333", "tags": ["v1"], "pushedAt": "2020-01-01T00:00:00Z" } ] } ] }
            """
        );
        const string Policy =
            "version: 1\ntargets: [ghcr.io/acme/web]\nrules:\n  - id: pr\n"
            + "    match: { tags: [\"pr-*\"] }\n    delete: { older-than: 14d }\n"
            + "  - id: none\n    match: { tags: x }\n    delete: { older-than: 1d }\n";
        var document = new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = Uri } };
        var hints = (JsonObject)document.DeepClone();
        hints["range"] = new JsonObject { ["start"] = PolicyServer.Place((0, 0)), ["end"] = PolicyServer.Place((99, 0)) };
        var answers = await new PolicyServer()
            .WithSnapshot(Path.Combine(folder.Path, "state.json"))
            .Open(Uri, Policy)
            .Ask("textDocument/codeLens", document)
            .Ask("textDocument/inlayHint", hints)
            .Ask("textDocument/completion", Uri, 4, 25)
            .Ask("textDocument/hover", Uri, 4, 15)
            .RunAsync();
        Assert.EndsWith(
            "\n\nOn the snapshot it selects 2 of 3 images: `pr-2`, `pr-1`.",
            (string?)answers[4]!["contents"]!["value"],
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["deletes 2 images, 2 KiB; newest pr-2", "deletes nothing"],
            answers[1]!.AsArray().Select(l => (string)l!["command"]!["title"]!)
        );
        Assert.Equal(["2 tags", "0 tags"], answers[2]!.AsArray().Select(h => (string)h!["label"]!));
        Assert.All(answers[2]!.AsArray(), h => Assert.True((bool)h!["paddingLeft"]!));
    }

    [SkippableFact]
    public async Task Formatting_keeps_comments_and_leaves_broken_texts_alone()
    {
        var document = new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = Uri },
            ["options"] = new JsonObject(),
        };
        var answers = await new PolicyServer()
            .Open(Uri, "version: 1   \n\n\n\nrules: []  # none  \n\n")
            .Ask("textDocument/formatting", document)
            .Change(Uri, "version: 1   \nrules: [\n")
            .Ask("textDocument/formatting", (JsonObject)document.DeepClone())
            .RunAsync();
        Assert.Equal("version: 1\n\nrules: []  # none\n", (string?)answers[1]![0]!["newText"]);
        Assert.Empty(answers[3]!.AsArray());
    }

    [SkippableFact]
    public async Task Nonsense_is_answered_with_an_error_and_never_ends_the_server()
    {
        var answers = await new PolicyServer()
            .Open(Uri, "version: 1\nrules: []\n")
            .Send("Content-Length: 3\r\n\r\n{]}")
            .Send("Content-Length: 2\r\n\r\n[]")
            .Send("Content-Length: 14\r\n\r\n{\"a\":1,\"a\":22}")
            .Send("X: y\r\n\r\n\r\n")
            .Ask("textDocument/hover", Uri, -5, 2_000_000_000)
            .Ask("textDocument/hover", "file:///closed.yaml", 0, 0)
            .Ask("textDocument/rename", Uri, 0, 0)
            .Ask("initialize", new JsonObject())
            .Ask("textDocument/nothing", new JsonObject())
            .Change(Uri, "\uFFFF\t{[", (7, 7), (3, 3))
            .Ask("textDocument/completion", Uri, 0, 0)
            .RunAsync();
        Assert.Equal(-32602, (int)answers[6]!["error"]!["code"]!);
        Assert.Equal(-32600, (int)answers[8]!["error"]!["code"]!);
        Assert.Equal(-32601, (int)answers[9]!["error"]!["code"]!);
        Assert.Equal(1, (int)answers[10]![0]!["severity"]!);
    }

    private static string Describe(JsonNode? diagnostic)
    {
        var (start, end) = (diagnostic!["range"]!["start"]!, diagnostic["range"]!["end"]!);
        return $"{start["line"]}:{start["character"]}-{end["character"]} {diagnostic["code"]}";
    }
}
