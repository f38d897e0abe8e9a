using System.Collections.Immutable;
using System.Globalization;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Inputs;

/// <summary>The inputs of a policy with the values of a run. Immutable.</summary>
public sealed class ResolvedInputs
{
    private readonly ImmutableDictionary<string, (InputType Type, ImmutableArray<string>? Items)> _values;

    private ResolvedInputs(ImmutableDictionary<string, (InputType Type, ImmutableArray<string>? Items)> values) => _values = values;

    /// <summary>No input.</summary>
    public static ResolvedInputs None { get; } =
        new(ImmutableDictionary.Create<string, (InputType Type, ImmutableArray<string>? Items)>(StringComparer.Ordinal));

    /// <summary>The names, in ordinal order.</summary>
    public ImmutableArray<string> Names => [.. _values.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether some value is not known, so that nothing can be planned.</summary>
    public bool AreOpen => _values.Values.Any(v => v.Items is null);

    /// <summary>The SHA-256 of names and values, in lower-case hex; null where there is none, or one is not known.</summary>
    public string? Sha256() =>
        _values.IsEmpty || AreOpen
            ? null
            : TextHash.Of(
                Names.SelectMany(name =>
                    _values[name]
                        .Items!.Value.Prepend(_values[name].Items!.Value.Length.ToString(CultureInfo.InvariantCulture))
                        .Prepend(name)
                )
            );

    /// <summary>The type and the items of an input; no items where its value is not known.</summary>
    internal bool TryFind(string name, out InputType type, out ImmutableArray<string>? items)
    {
        var isFound = _values.TryGetValue(name, out var value);
        (type, items) = value;
        return isFound;
    }

    /// <summary>Takes the value of each input, and reports those that are missing or wrong.</summary>
    internal static ResolvedInputs Of(ImmutableArray<InputDeclaration> declared, InputValues given, DiagnosticBag found)
    {
        var values = None._values.ToBuilder();
        foreach (var input in declared)
        {
            values[input.Name.Value] = (input.Type, input.IsBroken || given.AreUnknown ? null : Resolve(input, given, found));
        }

        return new ResolvedInputs(values.ToImmutable());
    }

    private static ImmutableArray<string>? Resolve(InputDeclaration input, InputValues given, DiagnosticBag found)
    {
        var name = input.Name.Value;
        if (given.Find(name) is not var (value, way))
        {
            if (input.Default is null)
            {
                found.Add(Diagnostic.Create(InputDiagnostics.NoValue, input.Name.Location, name, given.AdviceFor(name)));
            }

            return input.Default;
        }

        if (InputReading.Read(input.Type, value, out var culprit, out var problem) is { } items)
        {
            return items;
        }

        found.Add(Diagnostic.Create(InputDiagnostics.BadValue, input.Name.Location, Quote.Cap(culprit), name, way, problem));
        return null;
    }
}
