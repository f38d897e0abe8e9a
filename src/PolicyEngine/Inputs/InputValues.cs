using System.Collections.Immutable;

namespace PolicyEngine.Inputs;

/// <summary>The values that a run gives to the inputs of its policies. Immutable.</summary>
public sealed record InputValues
{
    private const string Option = "--set";
    private const string VariablePrefix = "POLICYENGINE_INPUT_";

    /// <summary>None: inputs have their defaults.</summary>
    public static InputValues None { get; } = new();

    /// <summary>Values that nobody knows, whatever the defaults are: what
    /// depends on them is left open, and nothing is reported of it.</summary>
    public static InputValues Unknown { get; } = new() { AreUnknown = true };

    /// <summary>The values by name, each as it was given: for a list in several parts perhaps.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Given { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>How they are given, in messages.</summary>
    public string Way { get; init; } = Option;

    /// <summary>How to give a value, for messages.</summary>
    internal string AdviceFor(string name) =>
        Way == Option ? $"pass {Option} {name}=VALUE, set {VariableOf(name)}" : $"give it under {Way}";

    /// <summary>Gives a value by the name of an environment variable; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>Names that are declared, though by none of the policies that are compiled.</summary>
    public ImmutableArray<string> DeclaredElsewhere { get; init; } = [];

    internal bool AreUnknown { get; private init; }

    /// <summary>The environment variable of an input: <c>POLICYENGINE_INPUT_PR</c> for <c>pr</c>.</summary>
    public static string VariableOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return VariablePrefix + name.ToUpperInvariant().Replace('-', '_');
    }

    /// <summary>The value of an input with how it was given; null where there is none.</summary>
    internal (ImmutableArray<string> Value, string Way)? Find(string name) =>
        Given.TryGetValue(name, out var given) ? (given, Way)
        : Variable(VariableOf(name)) is { } variable ? ([variable], VariableOf(name))
        : null;
}
