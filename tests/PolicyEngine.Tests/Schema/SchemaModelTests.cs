using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Schema;
using Xunit;

namespace PolicyEngine.Tests.Schema;

public sealed class SchemaModelTests
{
    [Fact]
    public async Task The_model_is_the_one_that_NJsonSchema_reads()
    {
        var schema = PolicySchema.CreateChecked();
        var read = await JsonSchema.FromJsonAsync(
            SchemaKeywords.WithoutDescriptions(JsonNode.Parse(schema.ToJsonString())!).ToJsonString()
        );
        Assert.Equal(read.ToJson(), SchemaModel.Build(schema).ToJson());
    }

    [Theory]
    [InlineData("""{ "const": 1 }""", "'const'")]
    [InlineData("""{ "type": "strin" }""", "'strin'")]
    [InlineData("""{ "properties": { "a": { "if": {} } } }""", "'if'")]
    public void A_keyword_that_would_not_be_checked_is_an_error(string schema, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<NotSupportedException>(() => SchemaModel.Build(JsonNode.Parse(schema)!.AsObject())).Message,
            StringComparison.Ordinal
        );
}
