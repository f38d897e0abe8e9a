using System.Collections.Immutable;
using System.Reflection;
using PolicyEngine.Schema;

namespace PolicyEngine.Reference;

/// <summary>The published JSON schemas, by name: what <c>policyengine schema
/// NAME</c> prints and <c>schema/</c> holds. Pure and thread-safe.</summary>
/// <remarks>Those of policies, policy tests and outcomes are generated; those of
/// the files that the program reads again are part of the assembly.</remarks>
internal static class SchemaCatalog
{
    /// <summary>The name of the policy's schema.</summary>
    public const string Policy = "policy";

    /// <summary>The name of the schema of policy tests.</summary>
    public const string PolicyTest = "policytest";

    /// <summary>The name of the schema of what applies and restores print.</summary>
    public const string Outcome = "outcome";

    /// <summary>All names.</summary>
    public static ImmutableArray<string> Names { get; } = [Policy, "plan", "snapshot", PolicyTest, "journal", "notice", Outcome];

    /// <summary>The text of a schema, with a final newline; null for a name that does not exist.</summary>
    public static string? Find(string name)
    {
        return name switch
        {
            Policy => PolicySchema.Generate(),
            PolicyTest => PolicyTestSchema.Generate(),
            Outcome => OutcomeSchema.Generate(),
            _ => Embedded(name),
        };
    }

    private static string? Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.schema.json");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
