using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>The properties of a mapping that is being read: refuses duplicates and keys that are not texts, resolves merge keys.</summary>
internal sealed class MappingProperties(SourceText source, DiagnosticBag bag, bool isPartOfKey)
{
    private readonly ImmutableArray<PropertySyntax>.Builder _properties = ImmutableArray.CreateBuilder<PropertySyntax>();
    private readonly Dictionary<string, Location> _firsts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private BuiltNode? _merged;
    private bool _hasInvalidKey;

    /// <summary>Whether nothing is left of it but keys that were refused (<c>{{ name }}</c>).</summary>
    public bool IsUnreadable => _hasInvalidKey && _properties.Count == 0;

    public static bool IsMerge(BuiltNode key) => key.Node is ScalarSyntax { IsPlain: true, Value: MergeKey.Name };

    public void Add(BuiltNode key, BuiltNode value)
    {
        var place = new Location(source, TextSpan.FromBounds(key.Start, key.End));
        if (key.Node is not ScalarSyntax scalar)
        {
            _hasInvalidKey = true;
            if (!isPartOfKey)
            {
                bag.Add(Diagnostic.Create(SyntaxDiagnostics.InvalidKey, place, key.Node.KindText));
            }
        }
        else if (scalar.IsMissing)
        {
            // Its alias was reported.
        }
        else if (!_firsts.TryAdd(scalar.Value, place))
        {
            var first = _firsts[scalar.Value];
            bag.Add(
                Diagnostic.Create(SyntaxDiagnostics.DuplicateKey, place, Quoted.Text(scalar.Value)) with
                {
                    AdditionalLocations = [(first, "first defined here")],
                }
            );
        }
        else if (IsMerge(key))
        {
            _merged = value;
        }
        else
        {
            _names.Add(scalar.Value);
            _properties.Add(new PropertySyntax(scalar, value.Node));
        }
    }

    public ImmutableArray<PropertySyntax> Resolve()
    {
        if (_merged is not null)
        {
            var use = new Location(source, TextSpan.FromBounds(_merged.Start, _merged.End));
            MergeKey.Merge(_merged.Node, use, _properties, _names, bag);
        }

        return _properties.ToImmutable();
    }
}
