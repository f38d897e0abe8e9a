using PolicyEngine.Compiling;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Lints;

/// <summary>A rule for no repository says what keeps it from all of them: a pattern that fits none, or an exclusion.</summary>
public sealed class NarrowedRuleWordingTests
{
    [Theory]
    [InlineData("    delete: { older-than: 30 }", true)]
    [InlineData("    delete: { older-then: 30d }", true)]
    [InlineData("    delete: { older-than: 7d }\nsettings: { grace: soon }", true)]
    [InlineData("    delete: { older-than: 7d }\nsetings: {}", true)]
    [InlineData("    delete: { older-than: 7d }\ntargets: [ghcr.io/acme/web, \"ghcr.io/a b\"]", false)]
    public void It_is_told_beside_other_mistakes_where_the_targets_are_known(string rest, bool isTold)
    {
        var targets = rest.Contains("targets", StringComparison.Ordinal) ? "" : "targets: [ghcr.io/acme/web]\n";
        var text =
            $"version: 1\n{targets}protect: {{ tags: latest }}\nrules:\n"
            + "  - id: some\n    repositories: [acme/wbe]\n    match: { tags: \"v*\" }\n    keep: all\n"
            + $"  - id: rest\n    match: {{ tags: \"pr-*\" }}\n{rest}\n";
        foreach (var others in new string[][] { [], ["version: 1\nrules: [{ id: a, delete: { older-than: 30 } }]\n"] })
        {
            SourceText[] files = [SourceText.From("a.yaml", text), .. others.Select(other => SourceText.From("b.yaml", other))];
            var found = PolicyCompiler.Compile(files).Diagnostics;
            Assert.Equal(isTold, found.Any(d => d.Id == "PE3015"));
            Assert.Contains(found, d => d.Id != "PE3015");
        }
    }

    [Theory]
    [InlineData("[ghcr.io/acme/web]", "[\"!acme/web\"]", "\"!acme/web\"", "'!acme/web' excludes all of its targets.")]
    [InlineData("[ghcr.io/acme/web]", "[\"acme/*\", \"!acme/w*\"]", "\"!acme/w*\"", "'!acme/w*' excludes all that 'acme/*' fits.")]
    [InlineData(
        "[ghcr.io/acme/web]",
        "[other/x, \"acme/*\", \"!Acme/**\"]",
        "\"!Acme/**\"",
        "'!Acme/**' excludes all that 'other/x' and the patterns beside it fit."
    )]
    [InlineData(
        "[ghcr.io/acme/a, ghcr.io/acme/b]",
        "[\"acme/*\", \"!acme/a\", \"!acme/b\"]",
        "\"!acme/a\"",
        "'!acme/a' excludes 'acme/a', and the other exclusions the rest."
    )]
    [InlineData(
        "[ghcr.io/acme/web]",
        "[acme/wbe, \"!acme/x\"]",
        "acme/wbe",
        "'acme/wbe' fits none of its targets. Did you mean 'acme/web'?"
    )]
    public void The_pattern_in_question_is_named(string targets, string repositories, string marked, string reason)
    {
        foreach (var (id, action) in new[] { ("PE3015", "keep: all"), ("PE3016", "delete: { older-than: 7d }") })
        {
            var text =
                $"version: 1\ntargets: {targets}\nprotect: {{ tags: latest }}\n"
                + $"rules:\n  - id: some\n    repositories: {repositories}\n    match: {{ tags: \"v*\" }}\n"
                + $"    {action}\n"
                + "  - id: rest\n    match: { tags: \"pr-*\" }\n    delete: { older-than: 7d }\n";
            var found = LintCheck.Single(text);
            Assert.Equal((id, $"The rule 'some' applies to no repository of this policy: {reason}"), (found.Id, found.Message));
            Assert.Equal(marked, found.Location!.Value.Source.ToString(found.Location.Value.Span));
            Assert.DoesNotContain("Did you mean '!", found.Message, StringComparison.Ordinal);
        }
    }
}
