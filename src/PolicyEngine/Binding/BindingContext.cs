using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Binding;

/// <summary>Collects what binding one policy finds, and binds mappings against their <see cref="MappingShape"/>. Not thread-safe.</summary>
internal sealed class BindingContext(DiagnosticBag diagnostics)
{
    private const int MostRegexes = 50_000;
    private readonly HashSet<TextSpan> _unreadable =
    [
        .. diagnostics.Errors.Where(d => d.Location is not null).Select(d => d.Location!.Value.Span),
    ];
    private int _regexes;

    /// <summary>Takes a part of what all regular expressions of a file may be
    /// together; false where that is used up, for the first time or not.</summary>
    public bool TryTakeRegexes(int weight, out bool isFirst)
    {
        var before = _regexes;
        _regexes = Math.Min(_regexes + weight, MostRegexes + 1);
        isFirst = before <= MostRegexes;
        return _regexes <= MostRegexes;
    }

    /// <summary>The conditions that the program brings, by ordinal order of their keys.</summary>
    public ImmutableArray<Property> Foreign { get; init; } = [];

    /// <summary>The diagnostics so far.</summary>
    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Reports a diagnostic at a node; nothing where the node itself could not be read, which has been said.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, params ReadOnlySpan<object?> args) =>
        Report(descriptor, at, null, args);

    /// <summary>Reports a diagnostic at a node, with a fix, which becomes
    /// that of the node where it could not be read: it does both.</summary>
    /// <remarks>A fix would write the value of an input into the file, and of an input without a value that has been said.</remarks>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, CodeFix? fix, params ReadOnlySpan<object?> args)
    {
        if (at is ScalarSyntax { IsOpen: true })
        {
            return;
        }

        fix = at is ScalarSyntax { IsFilled: true } ? null : fix;
        if (!_unreadable.Contains(at.Span))
        {
            Diagnostics.Add(Diagnostic.Create(descriptor, at.Location, args) with { Fix = fix });
        }
        else if (fix is not null)
        {
            Diagnostics.ReplaceFix(at.Location, fix);
        }
    }

    /// <summary>Reports a diagnostic at a node, with a second place.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, SyntaxNode other, string note, params ReadOnlySpan<object?> args)
    {
        if (at is not ScalarSyntax { IsOpen: true })
        {
            Diagnostics.Add(Diagnostic.Create(descriptor, at.Location, args) with { AdditionalLocations = [(other.Location, note)] });
        }
    }

    /// <summary>Binds a mapping: every known key by its property, unknown ones reported once, required ones missed.</summary>
    /// <returns>What could be bound, or null where the node is not a mapping.</returns>
    public PropertyBag? BindMapping(SyntaxNode node, MappingShape shape)
    {
        if (node is not MappingSyntax mapping)
        {
            var meant = shape.Shorthand is { } shorthand && IsShort(node) ? $"{{ {shorthand}: {TextOf(node)} }}" : null;
            var fix = meant is null ? null : CodeFix.Replace($"Write '{meant}'", node.Span, meant, isSafe: false);
            Report(
                LanguageDiagnostics.WrongType,
                node,
                fix,
                Quote.Capitalize(shape.What),
                "a mapping of keys to values",
                Quote.Kind(node),
                meant is null ? string.Empty : Suggestion.Text([meant])
            );
            return null;
        }

        var bag = new PropertyBag(mapping);
        foreach (var (key, value, _) in mapping.Properties)
        {
            if (key.IsFilled)
            {
                Report(InputDiagnostics.Misplaced, key, key.Filled[0].Input, $"it stands in a key of {shape.What}; inputs stand in values");
            }
            else if (shape.Find(key.Value) is { } property)
            {
                (bag.Keys[property], bag.Nodes[property]) = (key, value);
                if (property.TryBindValue(value, this, out var bound))
                {
                    bag.Values[property] = bound;
                }
            }
            else if (!(shape.AllowsExtensions && key.Value.StartsWith("x-", StringComparison.Ordinal)))
            {
                ReportUnknownKey(key, value, shape, mapping, bag);
            }
        }

        foreach (var property in shape.Properties)
        {
            if (property.IsRequired && !bag.Has(property) && !bag.Meant.Contains(property.Keyword))
            {
                ReportMissing(mapping, shape, property.Keyword);
            }
        }

        return bag;
    }

    /// <summary>A value as it is written, or should have been.</summary>
    private string TextOf(SyntaxNode node) =>
        node is ScalarSyntax scalar && _unreadable.Contains(node.Span) ? Quote.Yaml(scalar.Value) : node.Source.ToString(node.Span);

    /// <summary>Whether a value is one short text, or a list of them, on one line.</summary>
    private static bool IsShort(SyntaxNode node) =>
        node.Span.Length <= 60
        && !node.Source.ToString(node.Span).Contains('\n', StringComparison.Ordinal)
        && (
            node is ScalarSyntax { IsNull: false }
            || (node is SequenceSyntax { Items.IsEmpty: false } list && list.Items.All(i => i is ScalarSyntax { IsNull: false }))
        );

    /// <summary>Reports a key that is missing: at the mapping that lacks it, and for the file at line 1.</summary>
    public void ReportMissing(MappingSyntax mapping, MappingShape shape, string keyword)
    {
        var at = shape.AllowsExtensions ? new Location(mapping.Source, new TextSpan(0, 0)) : mapping.Location;
        Diagnostics.Add(Diagnostic.Create(LanguageDiagnostics.MissingKey, at, Quote.Capitalize(shape.What), keyword));
    }

    private void ReportUnknownKey(ScalarSyntax key, SyntaxNode value, MappingShape shape, MappingSyntax mapping, PropertyBag bag)
    {
        var guess = PeerKeys.Guess(key, value, mapping, shape)
            ?? shape.Guess(key.Value, p => mapping.Find(p.Keyword) is null && !bag.Has(p));
        foreach (var keyword in guess.Keywords)
        {
            bag.Meant.Add(keyword);
        }

        // A key that belongs under one that is missing is one mistake.
        bag.Meant.UnionWith(shape.Keywords.Where(k => guess.Text.Contains($" under '{k}'", StringComparison.Ordinal)));

        var fix =
            guess.HasOwnFix ? guess.Fix
            : guess.Keywords is [var only]
                ? CodeFix.Replace(
                    $"Change '{Quote.Cap(key.Value)}' to '{only}'",
                    key.Span,
                    only,
                    guess.IsSpelling && Suggestion.IsSlip(key.Value, only)
                )
            : null;
        Report(LanguageDiagnostics.UnknownKey, key, fix, Quote.Cap(key.Value), shape.What, guess.Text);
        if (guess is { IsSpelling: true, Keywords: [var meant] })
        {
            BindAsMeant(shape.Find(meant)!, key, value, bag);
        }
    }

    /// <summary>Binds the value of a misspelt key as that of the key that was
    /// meant, so that the mistakes inside come out in the same run.</summary>
    /// <remarks>Nothing is made of the value: the policy is wrong. Whether it fits
    /// the key at all is not said: then something else may have been meant.</remarks>
    private void BindAsMeant(Property meant, ScalarSyntax key, SyntaxNode value, PropertyBag bag)
    {
        var inside = new BindingContext(new DiagnosticBag());
        (bag.Keys[meant], bag.Nodes[meant]) = (key, value);
        _ = meant.TryBindValue(value, inside, out _);
        Diagnostics.AddRange(inside.Diagnostics.ToSorted().Where(d => d.Location?.Span != value.Span || d.Fix is not null));
    }
}
