using System.Collections.Immutable;
using PolicyEngine.Text;

namespace PolicyEngine.Facts;

/// <summary>The facts that the policies of a run ask for, by policy and kind. Immutable.</summary>
public sealed class FactSet
{
    private readonly ImmutableSortedDictionary<string, FactAnswer> _answers;

    private FactSet(ImmutableSortedDictionary<string, FactAnswer> answers) => _answers = answers;

    /// <summary>None.</summary>
    public static FactSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, FactAnswer>(StringComparer.Ordinal));

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _answers.IsEmpty;

    /// <summary>Adds what a source said.</summary>
    public FactSet With(FactSource source, FactAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(_answers.SetItem(KeyOf(source.Policy, source.Key), answer));
    }

    /// <summary>What a source said to a policy; null where nobody asked.</summary>
    /// <param name="policy">The path of the policy.</param>
    /// <param name="key">The <see cref="FactSource.Key"/> of the source.</param>
    public FactAnswer? Find(string policy, string key) => _answers.GetValueOrDefault(KeyOf(policy, key));

    /// <summary>The SHA-256 of what was said, whenever that was, in lower-case hex; null where nobody asked.</summary>
    public string? Sha256() => _answers.IsEmpty ? null : TextHash.Of(_answers.SelectMany(pair => new[] { pair.Key, HashOf(pair.Value) }));

    /// <summary>The SHA-256 of what a source said, whenever that was, in lower-case hex.</summary>
    public static string HashOf(FactAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var empty = answer.EmptyPart is { } part ? ["empty: " + part] : Array.Empty<string>();
        return TextHash.Of(answer.Content.Prepend(answer.PartProblem ?? "").Prepend(answer.Problem ?? "").Concat(empty));
    }

    private static string KeyOf(string policy, string key) => $"{key}\n{policy}";
}
