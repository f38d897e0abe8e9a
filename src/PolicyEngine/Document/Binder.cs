using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Inputs;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Document;

/// <summary>Binds a syntax tree to a policy.</summary>
internal static class Binder
{
    /// <summary>Binds; the result is whole only if nothing of severity error
    /// was reported, and null where there is nothing to bind.</summary>
    /// <param name="tree">The tree, in which the values of inputs have their places.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <param name="foreign">The conditions that the program brings.</param>
    public static Policy? Bind(SyntaxTree tree, ResolvedInputs inputs, DiagnosticBag diagnostics, ImmutableArray<Property> foreign)
    {
        var context = new BindingContext(diagnostics) { Foreign = foreign };
        if (tree.Root is null or ScalarSyntax { IsNull: true })
        {
            if (!tree.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            {
                diagnostics.Add(Diagnostic.Create(PolicyDiagnostics.EmptyFile, new Location(tree.Source, new TextSpan(0, 0))));
            }

            return null;
        }

        if (tree.Root is not MappingSyntax root)
        {
            context.Report(PolicyDiagnostics.NotAPolicy, tree.Root, Quote.Kind(tree.Root));
            return null;
        }

        if (
            root.Find("tests") is not null
            && root.Find(PolicyShape.Version.Keyword) is null
            && root.Find(PolicyShape.Rules.Keyword) is null
        )
        {
            context.Report(PolicyDiagnostics.NotAPolicy, root.Properties[0].Key, "a file of policy tests, which 'policyengine test' runs");
            return null;
        }

        var bag = context.BindMapping(tree.Root, PolicyShape.Document)!;
        CheckIds(root, PolicyShape.Protect, ProtectionType.Id, context);
        CheckIds(root, PolicyShape.Rules, RuleType.Id, context);
        return new Policy(tree)
        {
            Inputs = inputs,
            Name = bag.Get(PolicyShape.Name, null!),
            Description = bag.Get(PolicyShape.Description, null!),
            Targets = bag.Get(PolicyShape.Targets, []),
            Settings = bag.Get(PolicyShape.Settings, new PolicySettings()),
            SettingsLocation = root.Find(PolicyShape.Settings.Keyword)?.Key.Location ?? new Location(tree.Source, new TextSpan(0, 0)),
            Limits = bag.Get(PolicyShape.Limits, new PolicyLimits()),
            Protections = NameProtections(bag.Get(PolicyShape.Protect, [])),
            Rules = bag.Get(PolicyShape.Rules, []),
            StatedFacts = bag.Get(PolicyShape.Facts, []),
        };
    }

    private static ImmutableArray<Protection> NameProtections(ImmutableArray<ProtectionType.Entry> entries)
    {
        var result = ImmutableArray.CreateBuilder<Protection>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            result.Add(new Protection(entry.Id ?? $"protect-{i + 1}", entry.Predicate, entry.Syntax, entry.InUse));
        }

        return result.MoveToImmutable();
    }

    /// <summary>Reports ids that are used twice; also those of entries that could not be bound.</summary>
    private static void CheckIds(MappingSyntax root, Property list, Property id, BindingContext context)
    {
        var taken = new Dictionary<string, SyntaxNode>(StringComparer.Ordinal);
        foreach (var entry in (root.Find(list.Keyword)?.Value as SequenceSyntax)?.Items ?? [])
        {
            if (entry is MappingSyntax mapping && mapping.Find(id.Keyword)?.Value is ScalarSyntax name && !taken.TryAdd(name.Value, name))
            {
                context.Report(PolicyDiagnostics.DuplicateId, name, taken[name.Value], "first used here", Quote.Cap(name.Value));
            }
        }
    }
}
