using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary>An entry of <c>protect</c>: any conditions of <c>match</c>, an optional id, and image references in files.</summary>
internal sealed class ProtectionType : ValueType<ProtectionType.Entry>
{
    /// <summary>The key of the id.</summary>
    internal static readonly Property<string> Id = new(
        "id",
        new IdentifierType(),
        "Its name in plans and reports; by default 'protect-1', 'protect-2', … by position."
    )
    {
        Examples = ["released"],
    };

    private static readonly Property<string> Description = new("description", new TextType(), "What it is for, for other readers.")
    {
        Examples = ["What customers run."],
    };

    private static readonly Property<InUseSource> InUse = new(
        "in-use",
        new InUseType(),
        "Protects images that files refer to, by tag and by digest. If a file cannot be read, "
            + "nothing is deleted in the repositories that the policy applies to."
    )
    {
        Examples = [new JsonObject { ["files"] = new JsonArray("../deploy/**/*.yaml") }],
    };

    private static readonly MappingShape Shape = new("a protection", [Id, Description, InUse, .. ConditionCatalog.All])
    {
        Shorthand = "tags",
        Elsewhere = static () => [("under 'tags'", TagsCondition.OwnKeys), ("under 'in-use'", InUseType.Shape.Keywords)],
    };

    /// <summary>A bound entry; its name depends on its place.</summary>
    internal sealed record Entry(string? Id, SyntaxNode? IdNode, Predicate Predicate, InUseSource? InUse, MappingSyntax Syntax);

    /// <summary>The definition in the JSON schema: a protection may stand alone or in a list.</summary>
    internal static SchemaDefinition Definition { get; } =
        new(
            "protection",
            "Protection",
            "What is never deleted: images for which all of these conditions hold, with everything they need.",
            Shape.Schema
        );

    /// <inheritdoc/>
    public override JsonObject Schema() => Definition.Reference();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out Entry value)
    {
        value = null!;
        if (context.BindMapping(node, Shape) is not { } bag || bag.Values.Count < bag.Syntax.Properties.Length)
        {
            return false;
        }

        var inUse = bag.Get(InUse, null!);
        var conditions = ConditionCatalog.All.Where(bag.Values.ContainsKey).Select(c => (Predicate)bag.Values[c]!).ToList();
        if (inUse is not null)
        {
            conditions.Add(new InUsePredicate(node.Location.ToString()));
        }

        if (conditions.Count == 0)
        {
            context.Report(PolicyDiagnostics.EmptyProtection, node);
            return false;
        }

        if (!NamedGroupType.TryResolve(conditions, context))
        {
            return false;
        }

        value = new Entry(
            bag.Get(Id, null!),
            bag.Nodes.GetValueOrDefault(Id),
            conditions is [var one] ? one : new AllPredicate([.. conditions]),
            inUse,
            bag.Syntax
        );
        return true;
    }

    private sealed class InUseType : ValueType<InUseSource>
    {
        private static readonly Property<ImmutableArray<string>> Files = new(
            "files",
            new ListType<string>(new TextType(isFilePattern: true)),
            "Files that contain image references anywhere: YAML, JSON, Dockerfiles, compose "
                + "files, Helm values. Glob paths, relative to the policy file."
        )
        {
            Examples = [new JsonArray("../deploy/**/*.yaml", "../docker-compose.yml")],
        };

        private static readonly Property<ImmutableArray<string>> Refs = new(
            "refs",
            new ListType<string>(new TextType(isFilePattern: true)),
            "Files with one image reference a line; '#' begins a comment. Glob paths, relative to the policy file."
        )
        {
            Examples = ["running-images.txt"],
        };

        private static readonly Property<bool> AllowEmpty = new(
            "allow-empty",
            new BooleanType(),
            "Whether a list, or the files of a pattern, may name no image at all, and a pattern may match no file. "
                + "Otherwise such a source counts as failed, and nothing is deleted where the protection applies."
        )
        {
            Default = false,
        };

        internal static readonly MappingShape Shape = new("'in-use'", [Files, Refs, AllowEmpty])
        {
            IsNeverEmpty = true,
            Shorthand = "files",
        };

        public override JsonObject Schema() => Shape.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out InUseSource value)
        {
            value = null!;
            if (context.BindMapping(node, Shape) is not { } bag)
            {
                return false;
            }

            if (!bag.Has(Files) && !bag.Has(Refs) && bag.Values.Count == bag.Syntax.Properties.Length)
            {
                context.Report(LanguageDiagnostics.EmptyList, node, key);
                return false;
            }

            value = new InUseSource(bag.Get(Files, []), bag.Get(Refs, []), node.Location, bag.Get(AllowEmpty, false));
            return bag.Values.Count == bag.Syntax.Properties.Length;
        }
    }
}
