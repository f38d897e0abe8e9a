using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.Schema;

public sealed class PolicySchemaTests
{
    [Fact]
    public void The_committed_schema_is_the_generated_one() => GeneratedFile.Verify("schema/policy.schema.json", PolicySchema.Generate());

    [Fact]
    public void The_committed_reference_of_the_language_is_the_generated_one() =>
        GeneratedFile.Verify("schema/language.md", LanguageReference.Generate());

    [Fact]
    public void The_committed_page_of_diagnostics_is_the_generated_one() =>
        GeneratedFile.Verify("schema/diagnostics.md", DiagnosticReference.Generate());

    [Fact]
    public void The_committed_entries_for_SchemaStore_are_the_generated_ones() =>
        GeneratedFile.Verify("schema/schemastore.json", SchemaStoreEntry.Generate());

    [Fact]
    public void The_schema_that_is_checked_has_only_keywords_that_are_checked() =>
        Assert.Empty(SchemaKeywords.Unchecked(PolicySchema.CreateChecked()));

    [Fact]
    public async Task The_schema_can_be_loaded()
    {
        var schema = await JsonSchema.FromJsonAsync(PolicySchema.CreateChecked().ToJsonString());
        Assert.Contains("conditions", schema.Definitions.Keys);
        Assert.Empty(schema.Validate("""{ "version": 1, "rules": [] }"""));
        Assert.NotEmpty(schema.Validate("""{ "version": 1 }"""));
    }

    public static TheoryData<string> Names => [.. SchemaCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_schema_of_the_catalog_is_committed_described_and_checked(string name)
    {
        var text = SchemaCatalog.Find(name)!;
        Assert.Equal(GeneratedFile.Read($"schema/{name}.schema.json"), text);
        Assert.Empty(SchemaKeywords.Unknown(JsonNode.Parse(text)!));
        Assert.Null(SchemaCatalog.Find(name + "x"));
        Assert.NotEmpty((await JsonSchema.FromJsonAsync(text)).Validate("[]"));
        foreach (var (path, key) in SchemaKeywords.Properties(JsonNode.Parse(text)!))
        {
            Assert.True(key["$ref"] is not null || (string?)key["description"] is { Length: >= 8 }, path);
        }
    }

    [Fact]
    public void Every_key_has_a_text_that_is_worth_reading_on_hover()
    {
        foreach (var (path, key) in SchemaKeywords.Properties(PolicySchema.Create()))
        {
            var text = (string?)key["description"];
            Assert.True(text is { Length: >= 20 } && text.EndsWith('.'), $"{path}: {text}");
            Assert.True(
                key["default"] is not null
                    || key["examples"] is JsonArray { Count: > 0 }
                    || key.ToJsonString().Contains("\"examples\"", StringComparison.Ordinal)
                    || key.ToJsonString().Contains("\"enum\"", StringComparison.Ordinal)
                    || key["$ref"] is not null
                    || (string?)key["type"] == "boolean",
                $"{path} has neither a default nor an example"
            );
        }
    }
}
