using System.Text.Json.Nodes;
using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using PolicyEngine.Diagnostics;
using PolicyEngine.Diagnostics.Rendering;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Language;

public sealed class LanguageFixtureTests
{
    private const string Folder = "tests/fixtures/language";

    public static TheoryData<string> Pages => [.. Paths()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_what_users_see(string page)
    {
        var fixture = LanguageFixture.Parse(GeneratedFile.Read($"{Folder}/{page}"));
        foreach (var policy in fixture.Policies)
        {
            Assert.Equal(policy.Expected(), policy.Describe(LanguageFixture.Compile(policy).Diagnostics));
        }

        GeneratedFile.Verify($"{Folder}/{page}", fixture.Render());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_fix_alone_leaves_one_diagnostic_less(string page)
    {
        foreach (var policy in LanguageFixture.Parse(GeneratedFile.Read($"{Folder}/{page}")).Policies)
        {
            var before = LanguageFixture.Compile(policy).Diagnostics;
            foreach (var diagnostic in before.Where(d => d.Fix is not null))
            {
                var cured = CodeFixes
                    .Apply(diagnostic.Location!.Value.Source, [diagnostic with { Fix = diagnostic.Fix! with { IsSafe = true } }])
                    .Text;
                var after = LanguageFixture.Compile(MarkupText.Parse(cured.Text)).Diagnostics;
                Assert.True(
                    after.Length < before.Length,
                    $"{diagnostic.Location}: {diagnostic.Fix!.Title}\n{DiagnosticText.Render(after)}"
                );
            }
        }
    }

    [Fact]
    public void Each_key_has_a_page()
    {
        var document = PolicySchema.Create();
        var keys = ConditionCatalog
            .All.Select(c => "match/" + c.Keyword)
            .Concat(CriterionCatalog.Delete.Properties.Select(p => "delete/" + p.Keyword))
            .Concat(CriterionCatalog.Keep.Properties.Select(p => "keep/" + p.Keyword))
            .Concat(Keys(document, "settings"))
            .Concat(Keys(document, "limits"))
            .Append("protect/in-use");
        Assert.Empty(keys.Select(k => k + ".md").Except(Paths(), StringComparer.Ordinal));
    }

    [Fact]
    public void Each_diagnostic_of_syntax_and_language_is_shown_by_a_page_or_a_test()
    {
        var pages = Paths()
            .SelectMany(p => LanguageFixture.Parse(GeneratedFile.Read($"{Folder}/{p}")).Policies)
            .SelectMany(p => p.Marks)
            .Select(m => m.Name)
            .ToHashSet(StringComparer.Ordinal);
        var tests = string.Concat(
            Directory
                .EnumerateFiles(GeneratedFile.FullPath("tests/PolicyEngine.Tests"), "*.*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".cs" or ".snap" && !f.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );
        Assert.All(DiagnosticCatalog.All.Select(d => d.Id).Where(id => id[2] is '1' or '2'), id =>
            Assert.True(pages.Contains(id) || tests.Contains(id, StringComparison.Ordinal), id)
        );
    }

    private static IEnumerable<string> Keys(JsonNode document, string section) =>
        document["properties"]![section]!["properties"]!.AsObject().Select(p => $"{section}/{p.Key}");

    private static IEnumerable<string> Paths() =>
        Directory
            .EnumerateFiles(GeneratedFile.FullPath(Folder), "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(GeneratedFile.FullPath(Folder), f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
