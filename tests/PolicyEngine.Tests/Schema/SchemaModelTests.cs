using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Reference;
using PolicyEngine.Schema;
using Xunit;

namespace PolicyEngine.Tests.Schema;

public sealed class SchemaModelTests
{
    public static TheoryData<string> Names => [.. SchemaCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_model_is_the_one_that_NJsonSchema_reads(string name)
    {
        var text = SchemaCatalog.Find(name)!;
        var read = await JsonSchema.FromJsonAsync(SchemaKeywords.WithoutDescriptions(JsonNode.Parse(text)!).ToJsonString());
        Assert.Equal(read.ToJson(), SchemaModel.Build(JsonNode.Parse(text)!.AsObject()).ToJson());
    }

    [Fact]
    public void The_model_of_policies_is_that_of_the_published_schema() =>
        Assert.Equal(SchemaModel.Build(JsonNode.Parse(PolicySchema.Generate())!.AsObject()).ToJson(), SchemaModel.Build(PolicySchema.CreateChecked()).ToJson());

    [Theory]
    [InlineData("""{ "const": 1 }""", "'const'")]
    [InlineData("""{ "type": "strin" }""", "'strin'")]
    [InlineData("""{ "properties": { "a": { "if": {} } } }""", "'if'")]
    public void A_keyword_that_would_not_be_checked_is_an_error(string schema, string named) =>
        Assert.Contains(named, Assert.Throws<NotSupportedException>(() => SchemaModel.Build(JsonNode.Parse(schema)!.AsObject())).Message, StringComparison.Ordinal);
}
