using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Inputs;

/// <summary>An input as a policy declares it.</summary>
/// <param name="Name">The name, as it is written.</param>
/// <param name="Type">The type.</param>
/// <param name="Default">The value where none is given; null where one must be.</param>
internal sealed record InputDeclaration(ScalarSyntax Name, InputType Type, ImmutableArray<string>? Default)
{
    /// <summary>Whether it is wrong, which has been said, so that its value is unknown.</summary>
    public bool IsBroken { get; init; }
}

/// <summary><c>inputs</c>: declarations by name.</summary>
internal sealed class InputsType : ValueType<ImmutableArray<InputDeclaration>>
{
    private static readonly Property<InputType> Type = new(
        "type",
        new ChoiceType<InputType>(
            ("text", InputType.Text),
            ("number", InputType.Number),
            ("duration", InputType.Duration),
            ("size", InputType.Size),
            ("list", InputType.List)
        ),
        "What a value may be: 'number' is digits only, 'list' has items that are separated by commas and stands as an item of a list."
    )
    {
        Default = "text",
    };

    private static readonly Property<ImmutableArray<ScalarSyntax>> DefaultKey = new(
        "default",
        new ListType<ScalarSyntax>(new WrittenType(), isPartial: true, isNeverEmpty: true),
        "The value where a run gives none. Without it, each run must give one."
    )
    {
        Examples = ["14d"],
    };

    private static readonly Property<string> Description = new("description", new TextType(), "What it is for, for other readers.")
    {
        Examples = ["The number of the pull request that was closed."],
    };

    private static readonly MappingShape Shape = new("an input", [Type, DefaultKey, Description]) { Shorthand = "type" };

    /// <summary>The definition in the JSON schema.</summary>
    internal static SchemaDefinition Definition { get; } =
        new("declared-input", "Input", "An input: '${{ inputs.NAME }}' stands for the value that a run gives.", Shape.Schema);

    /// <inheritdoc/>
    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["additionalProperties"] = Definition.Reference(),
        };

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<InputDeclaration> value)
    {
        value = [];
        if (node is not MappingSyntax mapping)
        {
            context.Report(
                LanguageDiagnostics.WrongType,
                node,
                $"'{key}'",
                "a mapping of names to their types",
                Quote.Kind(node),
                string.Empty
            );
            return false;
        }

        if (mapping.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        var declared = ImmutableArray.CreateBuilder<InputDeclaration>();
        var variables = new Dictionary<string, ScalarSyntax>(StringComparer.Ordinal);
        foreach (var (name, written, _) in mapping.Properties)
        {
            if (!InputUse.IsName(name.Value))
            {
                context.Report(
                    InputDiagnostics.BadName,
                    name,
                    Quote.Cap(name.Value),
                    "a name begins with a letter, followed by letters, digits, '-' and '_'"
                );
            }
            else if (!variables.TryAdd(InputValues.VariableOf(name.Value), name))
            {
                var other = variables[InputValues.VariableOf(name.Value)];
                context.Report(
                    InputDiagnostics.BadName,
                    name,
                    other,
                    "declared here",
                    Quote.Cap(name.Value),
                    $"'{Quote.Cap(other.Value)}' has the same environment variable"
                );
            }

            // A declaration that is wrong is one mistake, and its uses are none.
            declared.Add(Bind(name, written, context) ?? new InputDeclaration(name, InputType.Text, null) { IsBroken = true });
        }

        value = declared.ToImmutable();
        return true;
    }

    private static InputDeclaration? Bind(ScalarSyntax name, SyntaxNode written, BindingContext context)
    {
        if (context.BindMapping(written, Shape) is not { } bag || (bag.Has(Type) && !bag.Values.ContainsKey(Type)))
        {
            return null;
        }

        var type = bag.Get(Type, InputType.Text);
        if (!bag.Has(DefaultKey))
        {
            return bag.Values.Count < bag.Syntax.Properties.Length ? null : new InputDeclaration(name, type, null);
        }

        return bag.TryGet(DefaultKey, out var items) && ReadDefault(name, type, bag.Nodes[DefaultKey], items, context) is { } value
            ? new InputDeclaration(name, type, value)
            : null;
    }

    private static ImmutableArray<string>? ReadDefault(
        ScalarSyntax name,
        InputType type,
        SyntaxNode node,
        ImmutableArray<ScalarSyntax> items,
        BindingContext context
    )
    {
        if (node is SequenceSyntax && type != InputType.List)
        {
            context.Report(LanguageDiagnostics.WrongType, node, "'default'", "a single value", Quote.Kind(node), string.Empty);
            return null;
        }

        foreach (var item in items)
        {
            if (InputUse.Find(item.Value).Any())
            {
                context.Report(InputDiagnostics.Misplaced, item, name.Value, "a default is a value; it cannot be made of inputs");
                return null;
            }

            if (type is InputType.Text or InputType.List && !item.IsNull && !YamlTyping.TryText(item, "default", context, out _))
            {
                return null;
            }
        }

        ImmutableArray<string> texts = [.. items.Select(i => i.IsNull ? "" : i.Value)];
        if (InputReading.Read(type, texts, out var culprit, out var problem) is { } value)
        {
            return value;
        }

        context.Report(InputDiagnostics.BadValue, node, Quote.Cap(culprit), name.Value, "'default'", problem);
        return null;
    }

    /// <summary>A scalar as it is written: what it must be depends on the type of the input.</summary>
    private sealed class WrittenType : ScalarType<ScalarSyntax>
    {
        /// <inheritdoc/>
        protected override string Expected => "a value";

        /// <inheritdoc/>
        public override JsonObject Schema() =>
            new()
            {
                ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "integer", ["minimum"] = 0 }),
            };

        /// <inheritdoc/>
        protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out ScalarSyntax value)
        {
            value = scalar;
            return true;
        }
    }
}
