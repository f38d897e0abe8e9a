using System.Text.RegularExpressions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Editing;
using PolicyEngine.Schema;
using PolicyEngine.Testing;
using PolicyEngine.Tests.Schema;
using Xunit;

namespace PolicyEngine.Tests.Editing;

/// <summary>What is offered at a place, and that what is offered is right.</summary>
public sealed partial class CompleterTests
{
    [Theory]
    [InlineData("$$", "version, rules, name")]
    [InlineData("version: 1\nrules:\n  - $$", "id, delete, keep, description")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: all\n    $$", "description, repositories, enabled, match")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: { order-by: $$ }", "pushed, pulled, active, semver, version, tag")]
    [InlineData("version: 1\nsettings: { delete-empty: $$ }", "true, false")]
    [InlineData(
        "version: 1\nrules:\n  - id: a\n    match: { tags: { regex: '(?<flavour>a|b)' } }\n    keep: { newest: 1, per: $$ }",
        "flavour, version.minor"
    )]
    [InlineData("version: 1\nrules:\n  - id: a\n    match: { tags: [$$] }", "v1.0.0")]
    [InlineData("version: 1\nrules:\n  - id: broken: broken\n    delete: [{{\n  - id: b\n    dele$$", "delete, keep, description")]
    public void What_is_missing_comes_first(string markup, string first)
    {
        var text = MarkupText.Parse(markup);
        var names = new KnownNames([], "ghcr.io", ["acme/web"], ["v1.0.0"]);
        var labels = Completer
            .Complete(EditedFile.Open("a.yaml", text.Source.Text), text.Position!.Value, names)
            .Proposals.Select(p => p.Label)
            .ToList();
        Assert.StartsWith(first, string.Join(", ", labels), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version: 1\nrules:\n  - id: $$", "pull-requests")]
    [InlineData("version: 1\nrules:\n  - id: pu$$", "pull-requests")]
    [InlineData("version: 1\nrules:\n  - id: rest$$", "")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete:\n      older-than: 1$$", "14d, 12h")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete:\n      older-than: 1d$$", "")]
    public void An_example_is_offered_while_it_is_what_was_typed_that_far(string markup, string expected)
    {
        var text = MarkupText.Parse(markup);
        var proposals = Completer.Complete(EditedFile.Open("a.yaml", text.Source.Text), text.Position!.Value, KnownNames.None).Proposals;
        Assert.Equal(expected, string.Join(", ", proposals.Select(p => p.Label)));
    }

    [Fact]
    public void Ids_of_the_policy_are_offered_to_a_test()
    {
        var text = MarkupText.Parse("policy: a.yaml\ntests:\n  - name: x\n    images: []\n    expect:\n      because: { v1: $$ }");
        var file = EditedFile.Open("a.policytest.yaml", text.Source.Text);
        Assert.Contains(
            "released",
            Completer.Complete(file, text.Position!.Value, KnownNames.None with { Ids = ["released"] }).Proposals.Select(p => p.Label)
        );
    }

    /// <summary>At the start of every line of a policy that uses every key, and behind each
    /// colon: whatever is accepted is not a mistake of syntax or language there.</summary>
    [Theory]
    [InlineData("version: 1\nrules: []\n$$")]
    [InlineData("version: 1\nrules: []\nsettings:\n  $$")]
    [InlineData("version: 1\nrules: []\nlimits:\n  $$")]
    [InlineData("version: 1\nrules: []\ntargets:\n  - registry: ghcr.io\n    $$")]
    [InlineData("version: 1\nrules: []\nprotect:\n  - tags: a\n    $$")]
    [InlineData("version: 1\nrules: []\nprotect:\n  - in-use:\n      refs: a.txt\n      $$")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: all\n    $$")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: { older-than: 1d }\n    match:\n      $$")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: { older-than: 1d }\n    match: { $$ }")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: { older-than: 1d }\n    match:\n      tags:\n        $$")]
    [InlineData("version: 1\nrules:\n  - id: a\n    delete: { except-newest: 1, older-than: 1d, $$ }")]
    [InlineData("version: 1\nrules:\n  - id: a\n    keep:\n      newest: 1\n      $$")]
    public void Whatever_is_accepted_is_right(string markup)
    {
        var text = MarkupText.Parse(markup);
        var (replaced, proposals) = Completer.Complete(EditedFile.Open("a.yaml", text.Source.Text), text.Position!.Value, KnownNames.None);
        Assert.NotEmpty(proposals);
        var line = text.Source.GetLineText(text.Source.GetPosition(replaced.Start).Line);
        var indent = line[..(line.Length - line.TrimStart(' ').Length)];
        foreach (var proposal in proposals)
        {
            var inserted = Expand(proposal.Snippet).Replace("\n", "\n" + indent, StringComparison.Ordinal);
            var edited = EditedFile.Open(
                "a.yaml",
                string.Concat(text.Source.Text.AsSpan(0, replaced.Start), inserted, text.Source.Text.AsSpan(replaced.End))
            );

            // What several keys say together, such as a group that no expression has, is told when they are there.
            var errors = edited
                .Diagnostics.Where(d =>
                    d.Severity == DiagnosticSeverity.Error && d.Id is not ("PE2040" or "PE2042" or "PE2048" or "PE2083")
                )
                .Select(d => d.Message)
                .ToList();
            Assert.True(errors.Count == 0, $"{proposal.Label}: {string.Join(' ', errors)}\n{edited.Source.Text}");
        }
    }

    [Fact]
    public void Every_key_of_the_language_is_offered_somewhere_and_explained()
    {
        var cursor = EditedFile.Open("a.yaml", "").Keys;
        var seen = new HashSet<string>();
        Visit(cursor, []);
        Assert.Equal(SchemaKeywords.Properties(PolicySchema.Create()).Select(p => p.Path.Split('/')[^1]).ToHashSet().Order(), seen.Order());

        void Visit(SchemaCursor at, string[] path)
        {
            if (!at.Keys.Any() && at.TakesMapping && path.Length < 6)
            {
                Visit(at.Key("name"), [.. path, "name"]);
            }

            foreach (var (key, schema) in at.Keys)
            {
                seen.Add(key);
                Assert.Contains("[Reference]", EditorText.Markdown(key, schema, at.Section), StringComparison.Ordinal);
                if (path.Length < 6)
                {
                    Visit(at.Key(key), [.. path, key]);
                    Visit(at.Key(key).Item(), [.. path, key]);
                }
            }
        }
    }

    private static string Expand(string snippet) => Unescape(Places().Replace(snippet, m => m.Groups["text"].Value.Split(',')[0]));

    private static string Unescape(string text) => Regex.Replace(text, @"\\([$}\\])", "$1");

    [GeneratedRegex(@"\$\{\d+[:|](?<text>(?:\\.|[^}|\\])*)\|?\}")]
    private static partial Regex Places();
}
