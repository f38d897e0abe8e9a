using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>The value of an input as a test gives it: several texts for a list.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The value.</param>
internal sealed record GivenInput(ScalarSyntax Name, ImmutableArray<string> Values);

/// <summary><c>inputs</c> of tests: values by name. What they must be is up to the policy.</summary>
internal sealed class GivenInputsType : ValueType<ImmutableArray<GivenInput>>
{
    /// <inheritdoc/>
    public override JsonObject Schema()
    {
        var value = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                Of("string"),
                Of("integer"),
                new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = Of("string"),
                    ["minItems"] = 1,
                }
            ),
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = value,
        };
    }

    private static JsonObject Of(string type) => new() { ["type"] = type };

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<GivenInput> value)
    {
        value = [];
        if (node is not MappingSyntax mapping)
        {
            context.Report(LanguageDiagnostics.WrongType, node, $"'{key}'", "a mapping of names to values", Quote.Kind(node), string.Empty);
            return false;
        }

        if (mapping.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        var given = ImmutableArray.CreateBuilder<GivenInput>();
        var isRight = true;
        foreach (var (name, written, _) in mapping.Properties)
        {
            var items = written is SequenceSyntax { Items.IsEmpty: false } list ? list.Items : [written];
            if (items.Where(item => item is not ScalarSyntax { IsNull: false }).FirstOrDefault() is { } wrong)
            {
                context.Report(
                    LanguageDiagnostics.WrongType,
                    wrong,
                    $"'{name.Value}'",
                    "a value or a list of values",
                    Quote.Kind(wrong),
                    string.Empty
                );
                isRight = false;
                continue;
            }

            given.Add(new GivenInput(name, [.. items.Cast<ScalarSyntax>().Select(item => item.Value)]));
        }

        value = given.ToImmutable();
        return isRight;
    }
}
