using System.Text.Json.Nodes;

namespace PolicyEngine.Binding;

/// <summary>A part of the JSON schema that is written once and referred to. Immutable.</summary>
/// <param name="Name">Its name under <c>definitions</c>.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Define">Makes its schema.</param>
internal sealed record SchemaDefinition(string Name, string Title, string Description, Func<JsonObject> Define)
{
    /// <summary>A reference to it.</summary>
    public JsonObject Reference() => new() { ["$ref"] = "#/definitions/" + Name };

    /// <summary>Its schema, with title and description.</summary>
    public JsonObject Schema()
    {
        var schema = Define();
        schema.Insert(0, "title", Title);
        schema.Insert(1, "description", Description);
        return schema;
    }
}
