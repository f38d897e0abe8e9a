using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary><c>tags</c>: by globs, or by a mapping of <c>any</c>, <c>all</c>, <c>none</c>,
/// <c>every-pattern</c>, <c>regex</c>, <c>not-regex</c>, <c>semver</c> and <c>version</c>.</summary>
internal sealed class TagsCondition()
    : Condition(
        "tags",
        "The tags an image must have. A list of globs selects an image if any of its "
            + "tags matches one of them and none that begins with '!'; "
            + "a mapping is more precise. Only matching tags are selected: an image with other tags is kept.",
        new JsonArray("pr-*", "!pr-keep-*"),
        "nightly-*",
        new JsonObject { ["semver"] = ">=1.0.0 <2.0.0" }
    )
{
    /// <summary>What conditions on tags see in an image that has none.</summary>
    internal const string NoTag = "it has no tag";

    private static readonly Property<GlobList> Any = new(
        "any",
        new GlobListType(),
        "Some tag matches one of the globs ('!' excludes); the matching tags are selected."
    )
    {
        Examples = [new JsonArray("pr-*", "branch-*")],
    };
    private static readonly Property<GlobList> All = new(
        "all",
        new GlobListType(),
        "Every tag of the image matches one of the globs ('!' excludes)."
    )
    {
        Examples = ["sha-*"],
    };
    private static readonly Property<GlobList> None = new("none", new GlobListType(), "No tag of the image matches any of the globs.")
    {
        Examples = [new JsonArray("latest", "v*")],
        OtherWords = ["exclude", "except", "ignore", "not", "skip"],
    };

    private static readonly Property<ImmutableArray<GlobPattern>> EveryPattern = new(
        "every-pattern",
        new ListType<GlobPattern>(new GlobType()),
        "Each of the globs is matched by some tag of the image; the matching tags are selected."
    )
    {
        Examples = [new JsonArray("sha-*", "pr-*")],
    };

    private static readonly Property<Regex> Regex = new(
        "regex",
        new RegexType(),
        "Some tag matches the regular expression as a whole, case-sensitively. Named groups can be used in 'per'."
    )
    {
        Examples = ["v[0-9]+[.][0-9]+[.][0-9]+-(?<flavour>alpine|slim)"],
    };

    private static readonly Property<VersionRange<SemanticVersion>> Semver = new(
        "semver",
        new VersionRangeType(),
        "Some tag is a semantic version in the range: '>=1.0.0 <2.0.0', alternatives joined by '||', '*', 'stable', 'prerelease'."
    )
    {
        Examples = [">=1.0.0 <2.0.0", "prerelease"],
    };

    private static readonly Property<VersionRange<ImageVersion>> Version = new(
        "version",
        new ImageVersionRangeType(),
        "Some tag is a version as people write it ('1.2', 'v3', 'app-1.4.0', '1.2.3-alpine3.20', "
            + "'3.13.0rc1', '20260105') in the range: '>=1.4 <2', alternatives joined by '||', "
            + "'*', 'stable', 'prerelease'. A flavour such as 'alpine' does not make a pre-release."
    )
    {
        Examples = [">=1.4 <2", "stable"],
    };

    private static readonly Property<Regex> NotRegex = new(
        "not-regex",
        new RegexType(),
        "A regular expression: tags that it matches as a whole, case-sensitively, are not selected."
    )
    {
        Examples = [".*-(debug|test)"],
    };

    private static readonly MappingShape Shape = new("'tags'", [Any, All, None, EveryPattern, Regex, NotRegex, Semver, Version])
    {
        IsNeverEmpty = true,
    };

    /// <summary>The keys that only <c>tags</c> has.</summary>
    public static IEnumerable<string> OwnKeys =>
        [None.Keyword, EveryPattern.Keyword, Regex.Keyword, NotRegex.Keyword, Semver.Keyword, Version.Keyword];

    /// <inheritdoc/>
    public override JsonObject ValueSchema() =>
        new()
        {
            ["anyOf"] = new JsonArray([.. new GlobListType().Schema()["anyOf"]!.AsArray().Select(n => n!.DeepClone()), Shape.Schema()]),
        };

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context)
    {
        if (node is not MappingSyntax mapping)
        {
            return new GlobListType().TryBind(node, Keyword, context, out var globs) ? new MatchingTags(globs.IsMatch, globs) : null;
        }

        if (mapping.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, Keyword);
            return null;
        }

        if (mapping.Properties.All(p => p.Value is ScalarSyntax { IsPlain: true, Span.Length: 0 } && Shape.Find(p.Name) is null))
        {
            var meant = $"[{string.Join(", ", mapping.Properties.Select(p => p.Key.Source.ToString(p.Key.Span)))}]";
            var fix = CodeFix.Replace($"Write '{Quote.Cap(meant)}'", node.Span, meant, isSafe: false);
            context.Report(
                LanguageDiagnostics.WrongType,
                node,
                fix,
                $"'{Keyword}'",
                "patterns such as 'pr-*' in brackets",
                "a mapping",
                Suggestion.Text([Quote.Cap(meant)])
            );
            return null;
        }

        var bag = context.BindMapping(mapping, Shape)!;
        if (bag.Values.Count < mapping.Properties.Length)
        {
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<Predicate>();
        if (bag.TryGet(Any, out var any))
        {
            parts.Add(new MatchingTags(any.IsMatch, any));
        }

        if (bag.TryGet(EveryPattern, out var every))
        {
            parts.Add(new EachOf([.. every.Select(p => new MatchingTags(p.IsMatch, new GlobList([p], [])))]));
        }

        if (bag.TryGet(Regex, out var regex))
        {
            parts.Add(new MatchingTags(regex.IsMatch) { Regex = regex, RegexSyntax = (ScalarSyntax)bag.Nodes[Regex] });
        }

        if (bag.TryGet(Semver, out var range))
        {
            parts.Add(new MatchingTags(t => SemanticVersion.TryParse(t, out var version) && range.Contains(version)) { IsVersion = true });
        }

        if (bag.TryGet(Version, out var versions))
        {
            parts.Add(new MatchingTags(t => ImageVersion.TryParse(t, out var version) && versions.Contains(version)));
        }

        if (bag.TryGet(NotRegex, out var unwanted))
        {
            parts.Add(new MatchingTags(t => !unwanted.IsMatch(t)) { Unwanted = unwanted, RegexSyntax = (ScalarSyntax)bag.Nodes[NotRegex] });
        }

        if (bag.TryGet(All, out var all))
        {
            parts.Add(new AllTags(all.IsMatch, all));
        }

        if (bag.TryGet(None, out var none))
        {
            parts.Add(new AllTags(t => !none.IsMatch(t), none));
        }

        return parts is [var one] ? one : new AllPredicate(parts.ToImmutable());
    }

    /// <summary>Some tag fits; the fitting ones are selected. False for untagged manifests.</summary>
    internal sealed class MatchingTags(Func<string, bool> fits, GlobList? globs = null) : Predicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => context.Graph.TagsOf(node).IsEmpty ? NoTag : null;

        /// <summary>The globs, for lints.</summary>
        public GlobList? Globs => globs;

        /// <summary>Whether it asks for a semantic version.</summary>
        public bool IsVersion { get; init; }

        /// <summary>The regular expression, whose groups <c>per</c> may name.</summary>
        public Regex? Regex { get; init; }

        /// <summary>The regular expression whose tags are not selected.</summary>
        public Regex? Unwanted { get; init; }

        /// <summary>Where the regular expression stands, for lints.</summary>
        public ScalarSyntax? RegexSyntax { get; init; }

        /// <inheritdoc/>
        public override bool SpeaksOfTags => true;

        /// <summary>Whether a tag fits.</summary>
        public bool Fits(string tag) => fits(tag);

        /// <summary>What says of a tag that it is excluded; null where nothing is.</summary>
        private Func<string, bool>? Excludes =>
            globs is { Excluded: { IsEmpty: false } excluded } ? tag => excluded.Any(p => p.IsMatch(tag))
            : Unwanted is null ? null
            : Unwanted.IsMatch;

        /// <inheritdoc/>
        public override Selection Select(EvaluationContext context, NodeSet domain)
        {
            var graph = context.Graph;
            var nodes = new NodeSetBuilder(domain.Capacity);
            var tags = new TagSetBuilder(graph.TagCount);
            foreach (var tag in graph.Tags)
            {
                var node = graph.TagTarget(tag);
                if (domain.Contains(node) && fits(graph.TagText(tag)))
                {
                    nodes.Add(node);
                    tags.Add(tag);
                }
            }

            if (context.ExcludesImages && Excludes is { } excludes)
            {
                RemoveExcluded(graph, excludes, nodes);
            }

            return new Selection(nodes, tags);
        }
    }

    private static void RemoveExcluded(DigestGraph graph, Func<string, bool> excludes, NodeSetBuilder nodes)
    {
        foreach (var tag in graph.Tags)
        {
            if (nodes.Contains(graph.TagTarget(tag)) && excludes(graph.TagText(tag)))
            {
                nodes.Remove(graph.TagTarget(tag));
            }
        }
    }

    /// <summary>Every tag fits, and there is one; every tag is selected.</summary>
    internal sealed class AllTags(Func<string, bool> fits, GlobList globs) : NodePredicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => context.Graph.TagsOf(node).IsEmpty ? NoTag : null;

        /// <summary>The globs, for lints: of tags that must, or must not, be there.</summary>
        public GlobList Globs => globs;

        /// <summary>Whether a tag fits.</summary>
        public bool Fits(string tag) => fits(tag);

        /// <inheritdoc/>
        public override bool SpeaksOfTags => true;

        /// <inheritdoc/>
        public override bool Holds(EvaluationContext context, NodeId node)
        {
            var tags = context.Graph.TagsOf(node);
            foreach (var tag in tags)
            {
                if (!fits(context.Graph.TagText(tag)))
                {
                    return false;
                }
            }

            return !tags.IsEmpty;
        }
    }

    /// <summary>Each pattern has a tag that fits; the tags that fit any of them are selected.</summary>
    internal sealed class EachOf(ImmutableArray<Predicate> patterns) : Predicate
    {
        /// <inheritdoc/>
        public override string? Seen(EvaluationContext context, NodeId node) => context.Graph.TagsOf(node).IsEmpty ? NoTag : null;

        /// <inheritdoc/>
        public override bool SpeaksOfTags => true;

        /// <inheritdoc/>
        public override ImmutableArray<Predicate> Parts => patterns;

        /// <inheritdoc/>
        public override Selection Select(EvaluationContext context, NodeSet domain)
        {
            var selections = patterns.Select(p => p.Select(context, domain)).ToArray();
            var nodes = domain.ToBuilder();
            var tags = new TagSetBuilder(context.Graph.TagCount);
            foreach (var selection in selections)
            {
                nodes.IntersectWith(selection.Nodes);
                tags.UnionWith(selection.Tags!);
            }

            return new Selection(nodes, tags);
        }
    }
}
