using System.Collections.Frozen;
using System.Collections.Immutable;
using PolicyEngine.Analyzing;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using PolicyEngine.Diagnostics;
using PolicyEngine.Document;
using PolicyEngine.Lints;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Schema;
using PolicyEngine.Syntax;

namespace PolicyEngine.Reference;

/// <summary>All kinds of diagnostics, ordered by id: the ledger behind
/// <c>explain PEnnnn</c>, SARIF's rules and the reference page.</summary>
public static class DiagnosticCatalog
{
    private static readonly Lazy<FrozenDictionary<string, DiagnosticDescriptor>> ById = new(() =>
        All.ToFrozenDictionary(d => d.Id, StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>All descriptors.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        .. SyntaxDiagnostics
            .All.Concat(LanguageDiagnostics.All)
            .Concat(InputDiagnostics.All)
            .Concat(FactDiagnostics.All)
            .Concat(PolicyDiagnostics.All)
            .Append(PerCriterion.UnknownGroup)
            .Append(SchemaDiagnostics.DoesNotFit)
            .Concat(ConditionCatalog.All.SelectMany(c => c.SupportedDiagnostics))
            .Concat(LintCatalog.All.Select(l => l.Descriptor))
            .Append(ForeignCondition.Refused)
            .Concat(AnalyzerDiagnostics.All)
            .Concat(PlanDiagnostics.All)
            .Concat(PolicyTestDiagnostics.All)
            .OrderBy(d => d.Id, StringComparer.Ordinal),
    ];

    /// <summary>Finds a descriptor by its id, in any case.</summary>
    public static DiagnosticDescriptor? Find(string id) => ById.Value.GetValueOrDefault(id);
}
