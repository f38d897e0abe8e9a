using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Inputs;

/// <summary>Puts the values of inputs into the scalars of a tree: after
/// parsing, so that a value never changes the structure. Used once.</summary>
internal sealed class InputExpansion
{
    /// <summary>The key of the declarations.</summary>
    public const string Keyword = "inputs";

    private const string FreeText = "description";
    private readonly ResolvedInputs _inputs;
    private readonly DiagnosticBag _found;
    private readonly Dictionary<SyntaxNode, SyntaxNode> _known = new(ReferenceEqualityComparer.Instance);

    private InputExpansion(ResolvedInputs inputs, DiagnosticBag found) => (_inputs, _found) = (inputs, found);

    /// <summary>The tree without its declarations and with values in all other places; itself where it has neither.</summary>
    public static (SyntaxTree Tree, ResolvedInputs Inputs) Expand(SyntaxTree tree, InputValues given, DiagnosticBag found)
    {
        if (tree.Root is not MappingSyntax root)
        {
            return (tree, ResolvedInputs.None);
        }

        var declarations = root.Find(Keyword);

        // A misspelt key is one mistake, and the uses of what stands under it are none.
        var meant = declarations
            ?? root.Properties.FirstOrDefault(p => p.Value is MappingSyntax && Suggestion.Closest(p.Name, [Keyword]) is [_]);
        var bag = declarations is null ? new DiagnosticBag() : found;
        var inputs =
            meant is not null && new InputsType().TryBind(meant.Value, Keyword, new BindingContext(bag), out var declared)
                ? ResolvedInputs.Of(declared, declarations is null ? InputValues.Unknown : given, found)
                : ResolvedInputs.None;
        var expansion = new InputExpansion(inputs, found);
        var properties = root
            .Properties.Where(p => p != declarations)
            .Select(p => p.Name.StartsWith("x-", StringComparison.Ordinal) || p == meant ? p : expansion.Expand(p))
            .ToImmutableArray();
        return (tree.WithRoot(new MappingSyntax(root.Source, root.Span, properties)), inputs);
    }

    /// <summary>Reports values for inputs that no policy declares.</summary>
    public static IEnumerable<Diagnostic> ReportUnknown(
        InputValues given,
        IReadOnlyCollection<(SyntaxTree Tree, ResolvedInputs Inputs)> policies
    )
    {
        if (policies.Count == 0)
        {
            yield break;
        }

        var names = policies.SelectMany(p => p.Inputs.Names).Distinct(StringComparer.Ordinal).ToArray();
        var (tree, _) = policies.FirstOrDefault(p => p.Inputs.Names.Length > 0, policies.First());
        var place = (tree.Root as MappingSyntax)?.Find(Keyword)?.Key.Location ?? new Location(tree.Source, new TextSpan(0, 0));
        foreach (
            var name in given
                .Given.Keys.Except(names, StringComparer.Ordinal)
                .Except(given.DeclaredElsewhere, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            yield return Diagnostic.Create(
                InputDiagnostics.UnknownInput,
                place,
                Quote.Cap(name),
                policies.Count == 1 ? "the policy" : "any policy",
                Suggestion.Text(name, names)
            );
        }
    }

    private PropertySyntax Expand(PropertySyntax property) =>
        property with
        {
            Key =
                property.Key.Value.Contains(InputUse.Opening, StringComparison.Ordinal)
                && Expand(property.Key, isFree: true) is ScalarSyntax key
                    ? key
                    : property.Key,
            Value = Expand(property.Value, property.Name == FreeText),
        };

    private SyntaxNode Expand(SyntaxNode node, bool isFree)
    {
        if (!_known.TryGetValue(node, out var expanded))
        {
            _known[node] = expanded = node switch
            {
                ScalarSyntax scalar => Expand(scalar, isFree),
                SequenceSyntax list => Expand(list),
                MappingSyntax mapping => Expand(mapping),
                _ => node,
            };
        }

        return expanded;
    }

    private MappingSyntax Expand(MappingSyntax mapping)
    {
        ImmutableArray<PropertySyntax> properties = [.. mapping.Properties.Select(Expand)];
        return properties.SequenceEqual(mapping.Properties)
            ? mapping
            : new MappingSyntax(mapping.Source, mapping.Span, properties) { IsMissing = mapping.IsMissing };
    }

    private SequenceSyntax Expand(SequenceSyntax list)
    {
        var items = ImmutableArray.CreateBuilder<SyntaxNode>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (Expand(item, isFree: false) is SequenceSyntax many && item is ScalarSyntax)
            {
                items.AddRange(many.Items);
            }
            else
            {
                items.Add(Expand(item, isFree: false));
            }
        }

        return items.SequenceEqual(list.Items)
            ? list
            : new SequenceSyntax(list.Source, list.Span, items.ToImmutable()) { IsMissing = list.IsMissing };
    }

    private SyntaxNode Expand(ScalarSyntax scalar, bool isFree)
    {
        if (!scalar.Value.Contains(InputUse.Opening, StringComparison.Ordinal))
        {
            return scalar;
        }

        var text = new System.Text.StringBuilder();
        var filled = ImmutableArray.CreateBuilder<FilledPart>();
        var (position, index) = (0, 0);
        foreach (var use in InputUse.Find(scalar.Value))
        {
            text.Append(scalar.Value, position, use.Start - position);
            position = use.Start + use.Length;
            if (use.Name is null && isFree)
            {
                // A description may speak of anything.
                text.Append(scalar.Value, use.Start, use.Length);
                index++;
                continue;
            }

            var isAlone = use.Length == scalar.Value.Length;
            var (type, items) = Find(scalar, use, index++);
            if (type == InputType.List && isAlone)
            {
                return new SequenceSyntax(
                    scalar.Source,
                    scalar.Span,
                    [.. (items ?? ["x"]).Select(item => Filled(scalar, item, [new FilledPart(0, item.Length, use.Name!, items is null)]))]
                );
            }

            if (type == InputType.List)
            {
                _found.Add(
                    Diagnostic.Create(
                        InputDiagnostics.Misplaced,
                        InputUse.PlaceOf(scalar, index - 1),
                        use.Name,
                        "it is a list, which stands alone, as an item of a list"
                    )
                );
                items = null;
            }

            var value = items is [var one] ? one : Placeholder(type);
            filled.Add(new FilledPart(text.Length, value.Length, use.Name ?? "", items is null));
            text.Append(value);
        }

        return Filled(scalar, text.Append(scalar.Value, position, scalar.Value.Length - position).ToString(), filled.ToImmutable());
    }

    private static ScalarSyntax Filled(ScalarSyntax scalar, string value, ImmutableArray<FilledPart> filled) =>
        new(scalar.Source, scalar.Span, value, scalar.IsPlain && filled.IsEmpty) { Filled = filled, IsMissing = scalar.IsMissing };

    private (InputType Type, ImmutableArray<string>? Items) Find(ScalarSyntax scalar, InputUse use, int index)
    {
        var place = InputUse.PlaceOf(scalar, index);
        if (use.Name is not { } name)
        {
            var written = Quote.Cap(scalar.Value.Substring(use.Start, use.Length));
            _found.Add(
                Diagnostic.Create(
                    InputDiagnostics.BadExpression,
                    place,
                    written,
                    use.IsClosed ? "the only expressions are '${{ inputs.NAME }}'" : "'}}' is missing"
                )
            );
            return (InputType.Text, null);
        }

        if (_inputs.TryFind(name, out var type, out var items))
        {
            return (type, items);
        }

        var closest = Suggestion.Closest(name, _inputs.Names);
        var fix =
            closest is [var only] && place.Span != scalar.Span
                ? CodeFix.Replace($"Change '{Quote.Cap(name)}' to '{only}'", place.Span, $"${{{{ inputs.{only} }}}}", isSafe: false)
                : null;
        _found.Add(Diagnostic.Create(InputDiagnostics.NotDeclared, place, Quote.Cap(name), Suggestion.Text(closest)) with { Fix = fix });
        return (InputType.Text, null);
    }

    private static string Placeholder(InputType type) =>
        type switch
        {
            InputType.Number => "1",
            InputType.Duration => "1d",
            InputType.Size => "1MB",
            InputType.Text or InputType.List => "x",
        };
}
