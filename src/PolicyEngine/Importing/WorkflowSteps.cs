using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Importing;

/// <summary>Finds the steps of a GitHub workflow that use an action.</summary>
internal static class WorkflowSteps
{
    /// <summary>The inputs of each step that uses one of the actions.</summary>
    /// <param name="text">A workflow or a part of one.</param>
    /// <param name="action">The action, <c>owner/name</c>.</param>
    /// <exception cref="ImportException">It cannot be read, or no step uses it.</exception>
    public static IReadOnlyList<ImportObject> Find(string text, string action)
    {
        var tree = SyntaxTree.Parse(SourceText.From("workflow.yml", text));
        if (tree.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
        {
            throw new ImportException($"It cannot be read, line {(error.Location?.Start.Line ?? 0) + 1}: {error.Message}");
        }

        var found = new List<ImportObject>();
        Search(tree.Root ?? throw new ImportException("It is empty."), action, found);
        return found.Count > 0 ? found : throw new ImportException($"No step in it uses {action}.");
    }

    private static void Search(SyntaxNode node, string action, List<ImportObject> found)
    {
        switch (node)
        {
            case SequenceSyntax sequence:
                foreach (var item in sequence.Items)
                {
                    Search(item, action, found);
                }

                break;
            case MappingSyntax mapping:
                if (mapping.Find("uses")?.Value is ScalarSyntax uses && uses.Value.Split('@')[0].Equals(action, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add(Inputs(mapping.Find("with")?.Value as MappingSyntax));
                    return;
                }

                foreach (var property in mapping.Properties)
                {
                    Search(property.Value, action, found);
                }

                break;
        }
    }

    private static ImportObject Inputs(MappingSyntax? with)
    {
        var inputs = new JsonObject();
        foreach (var property in with?.Properties ?? [])
        {
            inputs[property.Name.ToLowerInvariant()] = property.Value is ScalarSyntax { IsNull: false } scalar ? JsonValue.Create(scalar.Value)
                : property.Value is ScalarSyntax ? null
                : throw new ImportException($"'with.{property.Name}' is not a text.");
        }

        return new ImportObject(inputs, "with");
    }
}
