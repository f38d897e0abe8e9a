using PolicyEngine.Diagnostics;

namespace PolicyEngine.Schema;

/// <summary>What the check against the schema reports. Apart from
/// <see cref="SchemaCheck"/>, so that listing it does not load NJsonSchema.</summary>
internal static class SchemaDiagnostics
{
    /// <summary>The diagnostic for a place that the schema does not allow.</summary>
    public static readonly DiagnosticDescriptor DoesNotFit = new(
        "PE2070",
        "Value that does not fit the schema",
        "This does not fit the published schema: {0}.",
        DiagnosticSeverity.Error,
        "The compiler found no mistake here, but `schema/policy.schema.json`, which editors "
            + "check policies with, does not allow it. The two are made from the same "
            + "descriptions and should agree; where they do not, the stricter one counts. Write the value as "
            + "the reference (`schema/language.md`) shows it, and please report the difference."
    );
}
