using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary>The groups that a rule has: of versions, labels and annotations, and the capture groups of its regular expressions.</summary>
internal sealed class RuleGroups
{
    private static readonly ImmutableArray<GroupKey> s_known =
    [
        new SemverGroup(GroupKey.Major),
        new SemverGroup(GroupKey.Minor),
        new VersionPartGroup("version.major", 1),
        new VersionPartGroup("version.minor", 2),
        new VersionPartGroup("version.patch", 3),
        new FlavourGroup(),
    ];

    private readonly BindingContext _context;
    private readonly Regex[] _expressions;
    private readonly string[] _captures;

    public RuleGroups(Predicate? match, BindingContext context)
    {
        _context = context;
        _expressions = match is null
            ? []
            : [.. match.SelfAndParts().OfType<TagsCondition.MatchingTags>().Select(p => p.Regex).OfType<Regex>()];
        _captures =
        [
            .. _expressions.SelectMany(r => r.GetGroupNames()).Where(n => !char.IsAsciiDigit(n[0])).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The groups of <c>per</c>; those that the rule does not have are reported and left out.</summary>
    public ImmutableArray<GroupKey> Bind(ImmutableArray<ScalarSyntax> names, bool isByVersion)
    {
        var bound = ImmutableArray.CreateBuilder<GroupKey>();
        foreach (var name in names)
        {
            if (Find(name.Value) is { } key)
            {
                bound.Add(key);
                continue;
            }

            Report(name, [.. s_known.Select(k => k.Text), .. _captures], isByVersion);
        }

        return bound.ToImmutable();
    }

    /// <summary>The order that is meant; null where it names a group that the rule does not have, which is reported.</summary>
    public RankBy? Bind(OrderBySyntax order)
    {
        if (order.Group is not { } name)
        {
            return new RankBy(order.Key);
        }

        if (Capture(name.Value) is { } group)
        {
            return new RankBy(order.Key, new CapturedKey(group, order.Kind));
        }

        Report(name, _captures, isByVersion: false);
        return null;
    }

    private GroupKey? Find(string name) =>
        s_known.FirstOrDefault(k => k.Text == name)
        ?? (
            NameAfter(LabelGroup.Start, name) is { } label ? new LabelGroup(label)
            : NameAfter(AnnotationGroup.Start, name) is { } annotation ? new AnnotationGroup(annotation)
            : Capture(name) is { } capture ? new CapturedGroup(capture)
            : null
        );

    private CaptureGroup? Capture(string name) =>
        _captures.Contains(name, StringComparer.Ordinal) ? new CaptureGroup(name, _expressions) : null;

    private static string? NameAfter(string start, string text) =>
        text.Length > start.Length && text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;

    private void Report(ScalarSyntax name, string[] possible, bool isByVersion)
    {
        // 'major' alone is a part of the version that the rule goes by.
        var parts = possible.Where(p => p.EndsWith("." + name.Value, StringComparison.Ordinal)).ToArray();
        ImmutableArray<string> closest = parts.Length > 0 ? [isByVersion ? parts[^1] : parts[0]] : Suggestion.Closest(name.Value, possible);
        var fix =
            closest.Length == 1 ? CodeFix.Replace($"Change '{Quote.Cap(name.Value)}' to '{closest[0]}'", name.Span, closest[0]) : null;
        _context.Report(PerCriterion.UnknownGroup, name, fix, Quote.Cap(name.Value), Suggestion.Text(closest));
    }
}
