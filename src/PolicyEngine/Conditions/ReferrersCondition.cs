using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>referrers</c>: globs on the artifact types of what refers to the
/// image: signatures, SBOMs, attestations (semantics.md#conditions).</summary>
internal sealed class ReferrersCondition()
    : Condition(
        "referrers",
        "What refers to the image itself, by artifact type: referrers by 'subject' and "
            + "by referrer tag (cosign's '.sig', '.att' and '.sbom' count as "
            + "'application/vnd.dev.cosign.artifact.sig.v1+json' and so on), and "
            + "attestations in its index ('application/vnd.in-toto+json').",
        new JsonObject
        {
            ["none"] = new JsonArray("application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.dev.sigstore.bundle.*"),
        }
    )
{
    /// <summary>The type that an attestation in an index counts as.</summary>
    private const string InToto = "application/vnd.in-toto+json";

    private static readonly Property<GlobList> Any = new(
        "any",
        new GlobListType(),
        "Some referrer has a type that matches one of the globs ('!' excludes)."
    )
    {
        Examples = ["application/spdx+json"],
    };
    private static readonly Property<GlobList> All = new(
        "all",
        new GlobListType(),
        "There is a referrer, and every one has a type that matches one of the globs ('!' excludes)."
    )
    {
        Examples = ["application/vnd.dev.cosign.*"],
    };
    private static readonly Property<GlobList> None = new(
        "none",
        new GlobListType(),
        "No referrer has a type that matches any of the globs."
    )
    {
        Examples = [new JsonArray("application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.dev.sigstore.bundle.*")],
        OtherWords = ["not", "without", "missing"],
    };

    private static readonly MappingShape Shape = new("'referrers'", [Any, All, None]) { IsNeverEmpty = true, Shorthand = Any.Keyword };

    /// <inheritdoc/>
    public override JsonObject ValueSchema() => Shape.Schema();

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        if (node is MappingSyntax { Properties.IsEmpty: true })
        {
            context.Report(LanguageDiagnostics.EmptyList, node, Keyword);
            return null;
        }

        if (node is ScalarSyntax { Value: "none" or "false" or "no" or "any" or "true" or "yes" or "all" } word)
        {
            var meant = word.Value is "none" or "false" or "no" ? "{ none: \"*\" }" : "{ any: \"*\" }";
            var fix = CodeFix.Replace($"Write '{meant}'", word.Span, meant, isSafe: false);
            context.Report(
                LanguageDiagnostics.WrongType,
                word,
                fix,
                $"'{Keyword}'",
                "a mapping of keys to values",
                Quote.Kind(word),
                Suggestion.Text([meant])
            );
            return null;
        }

        return context.BindMapping(node, Shape) is { } bag && bag.Values.Count == bag.Syntax.Properties.Length
            ? new Referred(bag.Get(Any, null!), bag.Get(All, null!), bag.Get(None, null!))
            : null;
    }

    private sealed class Referred(GlobList? any, GlobList? all, GlobList? none) : UncertainPredicate
    {
        private const int MostNames = 5;

        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node)
        {
            var types = TypesOf(context.Graph, node)
                .SelectMany(t => t)
                .Where(t => t.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToArray();
            return types.Length > 0 ? Text.ShortList.Of(types, MostNames)
                : TypesOf(context.Graph, node).Count > 0 ? "its referrers state no type"
                : "it has no referrer";
        }

        /// <inheritdoc/>
        public override bool IsAboutSome => true;

        /// <inheritdoc/>
        public override bool? Decide(EvaluationContext context, NodeId node)
        {
            // What was not read may refer to it, and an index that was not read may have attestations.
            var mayBeMore = context.Graph.IsUnread(node) || context.MayHold.Count > (context.MayHold.Contains(node) ? 1 : 0);
            var types = TypesOf(context.Graph, node);
            bool? holds = true;
            if (any is not null)
            {
                holds = And(
                    holds,
                    types.Exists(t => Matches(any, t)) ? true
                        : mayBeMore ? null
                        : false
                );
            }

            if (all is not null)
            {
                holds = And(
                    holds,
                    types.Exists(t => !Matches(all, t)) ? false
                        : mayBeMore ? null
                        : types.Count > 0
                );
            }

            if (none is not null)
            {
                holds = And(
                    holds,
                    types.Exists(t => Matches(none, t)) ? false
                        : mayBeMore ? null
                        : true
                );
            }

            return holds;
        }

        /// <summary>The types of each referrer that is read; one without a type has an empty one.</summary>
        private static List<string[]> TypesOf(DigestGraph graph, NodeId node)
        {
            var types = DirectReferrers
                .Of(graph, node)
                .GroupBy(r => r.Node)
                .OrderBy(r => r.Key)
                .Select(r =>
                    (
                        Stated: r.Select(t => t.CosignType)
                            .Append(graph.ArtifactTypeOf(r.Key))
                            .OfType<string>()
                            .Distinct(StringComparer.Ordinal)
                            .ToArray(),
                        IsRead: !graph.IsUnread(r.Key)
                    )
                )
                .Where(r => r.IsRead || r.Stated.Length > 0)
                .Select(r => r.Stated.Length > 0 ? r.Stated : [string.Empty])
                .ToList();
            foreach (var child in graph.Children[node])
            {
                if (child < graph.PresentCount && graph.IsAttestation(child))
                {
                    types.Add([InToto]);
                }
            }

            return types;
        }

        private static bool Matches(GlobList globs, string[] types) =>
            (globs.Included.IsEmpty || types.Any(t => globs.Included.Any(p => p.IsMatch(t))))
            && !types.Any(t => globs.Excluded.Any(p => p.IsMatch(t)));
    }
}
