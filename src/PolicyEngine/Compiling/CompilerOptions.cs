using System.Collections.Immutable;
using PolicyEngine.Analyzing;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Inputs;

namespace PolicyEngine.Compiling;

/// <summary>What compiling needs beside the texts. Immutable.</summary>
public sealed record CompilerOptions
{
    /// <summary>What the user says about severities; nothing by default. Applied after suppressions; errors are never lowered.</summary>
    public SeverityOverrides Severities { get; init; } = SeverityOverrides.None;

    /// <summary>
    /// Whether files in which the binder found no error are also checked against the published JSON schema, as
    /// editors do; false by default, true in <c>validate</c>. The first check of a process loads NJsonSchema.
    /// </summary>
    public bool CheckSchema { get; init; }

    /// <summary>
    /// Whether settings that two policies state differently are an error where their targets can overlap (semantics.md#several-policies);
    /// false by default, true in <c>validate</c>. Planning finds the same for each repository, and stops for that one only.
    /// </summary>
    public bool CheckSettings { get; init; }

    /// <summary>The values of the policies' inputs; none by default.</summary>
    public InputValues Inputs { get; init; } = InputValues.None;

    /// <summary>
    /// Lints of your own, which run after those of the compiler on each policy that could be bound and whose inputs all have values; none
    /// by default.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public ImmutableArray<PolicyAnalyzer> Analyzers
    {
        get;
        init =>
            field =
                value.IsDefault ? []
                : value.Any(analyzer => analyzer is null) ? throw new ArgumentException("An analyzer is null.", nameof(value))
                : value;
    } = [];

    /// <summary>
    /// Conditions of your own, by key; none by default. With some, <see cref="CheckSchema"/> checks nothing, since the schema does not know
    /// them.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is null, its key cannot be one, or two have the same.</exception>
    public ImmutableArray<PolicyCondition> Conditions
    {
        get;
        init =>
            field =
                value.IsDefault ? []
                : value.Any(condition => condition is null) ? throw new ArgumentException("A condition is null.", nameof(value))
                : value.FirstOrDefault(condition => !ForeignCondition.IsKeyword(condition.Keyword)) is { } odd
                    ? throw new ArgumentException($"'{odd.Keyword}' is not a key such as 'acme.at-customer'.", nameof(value))
                : value.DistinctBy(condition => condition.Keyword, StringComparer.Ordinal).Count() < value.Length
                    ? throw new ArgumentException("Two conditions have the same key.", nameof(value))
                : value;
    } = [];
}
