using NJsonSchema;
using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.PolicyTests;

public sealed class PolicyTestSchemaTests
{
    [Fact]
    public void The_schema_of_policy_tests_is_current() =>
        GeneratedFile.Verify("schema/policytest.schema.json", PolicyTestSchema.Generate());

    [Fact]
    public async Task Every_test_file_of_the_repository_that_compiles_fits_the_schema()
    {
        var schema = await JsonSchema.FromJsonAsync(PolicyTestSchema.Create().ToJsonString());
        var files = new[] { "policies", "examples", "tests/fixtures" }.SelectMany(PolicyTestFolder.Files).ToArray();

        Assert.NotEmpty(files);
        Assert.All(files, path => Assert.Equal(Compile(path, GeneratedFile.Read(path)).HasErrors, !Fits(schema, GeneratedFile.Read(path))));
    }

    [Theory]
    [InlineData("{ tags: [a], pushed: yesterday }")]
    [InlineData("{ tag: [a] }")]
    [InlineData("{ kind: images }")]
    [InlineData("{ children: [{ pushd: now }] }")]
    [InlineData("{ size: 12 }")]
    [InlineData("{ tags: [1.10] }")]
    [InlineData("{ tags: a, pushed: 1w 2d ago, created: 2026-01-01T00:00:00Z, children: [b, { missing: true }] }")]
    [InlineData("{ tags: [], pushed: now, platforms: linux/amd64, layers: { base: 1.5GiB }, labels: { a: b } }")]
    public async Task The_schema_and_the_compiler_agree(string image)
    {
        var text = $"policy: p.yaml\nnow: 2026-06-01\ntests:\n  - name: a\n    images: [{image}]\n    expect: {{ delete: [] }}\n";

        Assert.Equal(
            Compile("x.policytest.yaml", text).HasErrors,
            !Fits(await JsonSchema.FromJsonAsync(PolicyTestSchema.Create().ToJsonString()), text)
        );
    }

    private static PolicyTestFile Compile(string path, string text) => PolicyTestCompiler.Compile(SourceText.From(path, text));

    private static bool Fits(JsonSchema schema, string text) =>
        schema.Validate(new SyntaxJson(SyntaxTree.Parse(SourceText.From("x.policytest.yaml", text)).Root!).Root).Count == 0;
}
