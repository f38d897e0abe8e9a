using System.Globalization;
using Newtonsoft.Json.Linq;
using PolicyEngine.Binding;
using PolicyEngine.Syntax;

namespace PolicyEngine.Schema;

/// <summary>A syntax tree as JSON, with plain scalars typed as YAML 1.2 does,
/// and the way back from each token to its node. Not thread-safe.</summary>
/// <remarks>An anchored node that is used twice becomes two tokens of one
/// node. The parser's bounds on depth and size bound this too.</remarks>
internal sealed class SyntaxJson
{
    // Tokens are equal by value: only their identity tells two 'true' apart.
    private readonly Dictionary<JToken, SyntaxNode> _nodes = new(ReferenceEqualityComparer.Instance);

    public SyntaxJson(SyntaxNode root) => Root = Convert(root);

    /// <summary>The document.</summary>
    public JToken Root { get; }

    /// <summary>The node of a token; for a property its key. Where the token
    /// is not this document's, the nearest one above, then the root.</summary>
    public SyntaxNode NodeOf(JToken? token)
    {
        for (; token is not null; token = token.Parent)
        {
            if (_nodes.TryGetValue(token, out var node))
            {
                return node;
            }
        }

        return _nodes[Root];
    }

    /// <summary>How deep a token lies.</summary>
    public static int DepthOf(JToken? token)
    {
        var depth = 0;
        for (; token?.Parent is not null; token = token.Parent)
        {
            depth++;
        }

        return depth;
    }

    private JToken Convert(SyntaxNode node)
    {
        JToken token = node switch
        {
            MappingSyntax mapping => ConvertMapping(mapping),
            SequenceSyntax sequence => new JArray(sequence.Items.Select(Convert)),
            _ => ConvertScalar((ScalarSyntax)node),
        };
        _nodes[token] = node;
        return token;
    }

    private JObject ConvertMapping(MappingSyntax mapping)
    {
        var result = new JObject();
        foreach (var (key, value, _) in mapping.Properties)
        {
            var property = new JProperty(key.Value, Convert(value));
            _nodes[property] = key;
            result.Add(property);
        }

        return result;
    }

    private static JValue ConvertScalar(ScalarSyntax scalar)
    {
        if (scalar.IsNull)
        {
            return JValue.CreateNull();
        }

        if (YamlTyping.IsBoolean(scalar, out var flag))
        {
            return new JValue(flag);
        }

        return YamlTyping.IsNumber(scalar) ? ConvertNumber(scalar.Value) : new JValue(scalar.Value);
    }

    private static JValue ConvertNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return new JValue(whole);
        }

        if (
            text.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out whole)
        )
        {
            return new JValue(whole);
        }

        // What is left is too large for any count, octal, or not finite: its exact value decides nothing here.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new JValue(number)
            : new JValue(double.NaN);
    }
}
