using System.Text;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>What a person sees who edits a policy: the answers of the real yaml-language-server with the published schemas.</summary>
public sealed class LanguageServerTests
{
    [SkippableFact]
    public async Task Completion_inside_a_rule_offers_the_keys_that_it_lacks()
    {
        var document = await EditorDocument.OpenPolicyAsync("version: 1\nrules:\n  - id: old\n    $$\n");
        Assert.Superset(new HashSet<string> { "description", "enabled", "match", "delete", "keep" }, document.Completions.ToHashSet());
        Assert.DoesNotContain("id", document.Completions);
        Assert.DoesNotContain("protect", document.Completions);
    }

    [SkippableFact]
    public async Task Completion_at_the_start_of_a_rule_offers_its_id()
    {
        var document = await EditorDocument.OpenPolicyAsync("version: 1\nrules:\n  - match: { tags: ['pr-*'] }\n    delete: all\n    $$\n");
        Assert.Contains("id", document.Completions);
    }

    [SkippableFact]
    public async Task Hover_on_a_criterion_explains_it_with_an_example()
    {
        var document = await EditorDocument.OpenPolicyAsync("version: 1\nrules:\n  - id: old\n    delete:\n      except-$$newest: 3\n");
        Assert.Contains("Of the selected images, this many, the first in order, are spared.", document.Hover, StringComparison.Ordinal);
        Assert.Contains("Example:", document.Hover, StringComparison.Ordinal);
        Assert.Equal(string.Empty, document.Marks);
    }

    [SkippableFact]
    public async Task A_misspelt_key_is_marked_once_at_the_key()
    {
        var document = await EditorDocument.OpenPolicyAsync(
            "version: 1\nrules:\n  - id: old\n    mach: { tags: ['pr-*'] }\n    delete: all\n"
        );
        Assert.Equal("5:5 'mach' Property mach is not allowed.\n", document.Marks);
    }

    [SkippableFact]
    public async Task A_wrong_duration_is_marked_once_at_the_value()
    {
        var document = await EditorDocument.OpenPolicyAsync(
            "version: 1\nrules:\n  - id: old\n    delete:\n      older-than: 3 fortnights\n"
        );
        Assert.Equal("6:19 '3 fortnights' This must be a duration, such as '14d' or '12h'.\n", document.Marks);
    }

    [SkippableTheory]
    [InlineData("delete: { olderthan: 14d }", "5:15 'olderthan' Property olderthan is not allowed.", "older-than")]
    [InlineData("delete: { older-than: 14 }", "5:27 '14' This must be a duration, such as '14d' or '12h'.", "")]
    [InlineData("delete: { except-newest: three }", "5:30 'three' This must be a count, such as '3'.", "")]
    [InlineData("delete: 14d", "5:13 '14d' This must be 'all' or a mapping, such as { older-than: 14d, except-newest: 3 }", "")]
    [InlineData("delete: [14d]", "5:13 '[14d]' This must be 'all' or a mapping, such as ", "")]
    [InlineData("delete: { order-by: smver }", "5:25 'smver' Value is not accepted. Valid values: ", "semver")]
    [InlineData("delete: { until: { total-size: 5 gigs } }", "5:36 '5 gigs' This must be a size, such as '500MiB' or '2GB'.", "")]
    [InlineData("match: { tagged: yes }\n    delete: all", "5:22 'yes' This must be 'true' or 'false'.", "")]
    [InlineData("match: { tags: 1.10 }\n    delete: all", "5:20 '1.10' This must be a text or a list of texts or a mapping, such as ", "")]
    [InlineData("match: { tags: { semvr: stable } }\n    delete: all", "5:22 'semvr' Property semvr is not allowed.", "semver")]
    [InlineData("delete: all\n    keep: all", "6:5 'keep' Write either 'delete' or 'keep', not both.", "")]
    [InlineData("description: x", "4:5 'i' Either 'delete' or 'keep' is missing.", "")]
    public async Task A_mistake_is_told_in_words_and_no_quick_fix_makes_it_worse(string rule, string mark, string fix)
    {
        var document = await EditorDocument.OpenPolicyAsync(
            $"version: 1\nrules:\n  - id: old\n    {rule.Replace("\\n", "\n", StringComparison.Ordinal)}\n"
        );
        Assert.StartsWith(mark, document.Marks, StringComparison.Ordinal);
        Assert.Single(document.Marks, '\n');
        Assert.False(
            rule.StartsWith("delete", StringComparison.Ordinal) && document.Fixes.Contains("all"),
            "A click would delete everything."
        );
        Assert.Equal(fix.Length > 0, document.Fixes.Contains(fix));
    }

    [SkippableFact]
    public async Task Every_policy_and_policy_test_that_is_published_is_clean()
    {
        var sources = new[] { "policies", "examples" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(TemporaryFolder.Repository, folder), "*.yaml"))
            .Order(StringComparer.Ordinal)
            .Select(path => SourceText.From(path, File.ReadAllBytes(path)))
            .ToList();
        Assert.True(sources.Count > 15);

        // An editor without a schema marks nothing either: the hover on a key of the root shows that there is one.
        var documents = await EditorDocument.OpenAsync([.. sources.Select(s => (s, (int?)(FirstKey(s) + 1)))]);
        var found = new StringBuilder();
        foreach (var (source, document) in sources.Zip(documents))
        {
            found.Append(document.Marks.Length > 0 ? $"{source.Path}\n{document.Marks}" : "");
            found.Append(document.Hover.Contains(".schema.json", StringComparison.Ordinal) ? "" : $"{source.Path} has no schema\n");
        }

        Assert.Equal(string.Empty, found.ToString());
    }

    private static int FirstKey(SourceText source) =>
        Enumerable.Range(0, source.LineCount).First(line => source.GetLineText(line) is [>= 'a' and <= 'z', ..]) is var first
            ? source.GetOffset(new LinePosition(first, 0))
            : 0;
}
