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
        var document = await EditorDocument.OpenPolicyAsync("version: 1\nrules:\n  - id: old\n    mach: { tags: ['pr-*'] }\n    delete: all\n");
        Assert.Equal("5:5 'mach' Property mach is not allowed.\n", document.Marks);
    }

    [SkippableFact]
    public async Task A_wrong_duration_is_marked_once_at_the_value()
    {
        var document = await EditorDocument.OpenPolicyAsync("version: 1\nrules:\n  - id: old\n    delete:\n      older-than: 3 fortnights\n");
        Assert.StartsWith("6:19 '3 fortnights' String does not match the pattern of ", document.Marks, StringComparison.Ordinal);
        Assert.Single(document.Marks, '\n');
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
