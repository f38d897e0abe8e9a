using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Language.Binding;
using PolicyEngine.Language.Shapes;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Language;

/// <summary>Binds a syntax tree to a policy.</summary>
internal static class Binder
{
    /// <summary>Binds; the result is whole only if nothing of severity error was reported, and null where there is nothing to bind.</summary>
    public static Policy? Bind(SyntaxTree tree, DiagnosticBag diagnostics)
    {
        var context = new BindingContext(diagnostics);
        if (tree.Root is null or ScalarSyntax { IsNull: true })
        {
            if (!tree.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            {
                diagnostics.Add(Diagnostic.Create(PolicyDiagnostics.EmptyFile, new Location(tree.Source, new TextSpan(0, 0))));
            }

            return null;
        }

        if (tree.Root is not MappingSyntax)
        {
            context.Report(PolicyDiagnostics.NotAPolicy, tree.Root, Quote.Kind(tree.Root));
            return null;
        }

        var bag = context.BindMapping(tree.Root, PolicyShape.Document)!;
        var settings = tree.Root is MappingSyntax root ? root.Find(PolicyShape.Settings.Keyword)?.Key : null;
        return new Policy(tree.Source)
        {
            Name = bag.Get(PolicyShape.Name, null!),
            Description = bag.Get(PolicyShape.Description, null!),
            Targets = bag.Get(PolicyShape.Targets, []),
            Settings = bag.Get(PolicyShape.Settings, new PolicySettings()),
            SettingsLocation = settings?.Location ?? new Location(tree.Source, new TextSpan(0, 0)),
            Limits = bag.Get(PolicyShape.Limits, new PolicyLimits()),
            Protections = NameProtections(bag.Get(PolicyShape.Protect, []), context),
            Rules = CheckIds(bag.Get(PolicyShape.Rules, []), context),
        };
    }

    private static ImmutableArray<Protection> NameProtections(ImmutableArray<ProtectionType.Entry> entries, BindingContext context)
    {
        var taken = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.IdNode is not null)
            {
                Claim(taken, entry.Id!, entry.IdNode, context);
            }
        }

        var result = ImmutableArray.CreateBuilder<Protection>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            result.Add(new Protection(entry.Id ?? $"protect-{i + 1}", entry.Predicate, entry.Syntax.Location, entry.InUse));
        }

        return result.MoveToImmutable();
    }

    private static ImmutableArray<Rule> CheckIds(ImmutableArray<RuleType.Entry> entries, BindingContext context)
    {
        var taken = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            Claim(taken, entry.Rule.Id, entry.Id, context);
        }

        return [.. entries.Select(e => e.Rule)];
    }

    private static void Claim(Dictionary<string, SyntaxNode> taken, string id, SyntaxNode node, BindingContext context)
    {
        if (!taken.TryAdd(id, node))
        {
            context.Report(PolicyDiagnostics.DuplicateId, node, taken[id], "first used here", id);
        }
    }
}
