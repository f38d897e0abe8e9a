using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Explaining;

/// <summary>A piece of a policy on one line, as in brackets, however it is written.</summary>
internal static class FlowText
{
    private const int MostItems = 8;
    private const int Longest = 120;

    /// <summary>A key with its value: <c>tags: ["pr-*"]</c>.</summary>
    public static string Of(PropertySyntax property)
    {
        var text = $"{property.Name}: {Of(property.Value)}";
        return text.Length <= Longest
            ? text
            : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest), "…");
    }

    private static string Of(SyntaxNode node) =>
        node switch
        {
            SequenceSyntax list => $"[{Join(list.Items.Length, list.Items.Take(MostItems).Select(Of))}]",
            MappingSyntax mapping => $"{{ {Join(mapping.Properties.Length, mapping.Properties.Take(MostItems).Select(Of))} }}",
            ScalarSyntax { IsPlain: true } plain => plain.Value,
            ScalarSyntax scalar => Quote.Yaml(scalar.Value),
            _ => node.Source.ToString(node.Span),
        };

    private static string Join(int count, IEnumerable<string> items) => string.Join(", ", items) + (count > MostItems ? ", …" : "");
}
