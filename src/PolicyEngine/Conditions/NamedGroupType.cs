using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.Conditions;

/// <summary>The name of a capture group of <c>tags.regex</c>.</summary>
internal sealed class NamedGroupType : ScalarType<NamedGroup>
{
    /// <inheritdoc/>
    protected override string Expected => "the name of a group";

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    /// <inheritdoc/>
    protected override bool TryBindScalar(ScalarSyntax scalar, string key, BindingContext context, out NamedGroup value)
    {
        value = new NamedGroup(scalar);

        // 'n' and 'y' are names like others here, whatever YAML 1.1 made of them.
        return YamlTyping.IsOldBoolean(scalar, out _) || YamlTyping.TryText(scalar, key, context, out _);
    }

    /// <summary>Gives the groups that conditions name the expressions of the match that
    /// they stand in; false where one has no such group, which is reported.</summary>
    public static bool TryResolve(IReadOnlyCollection<Predicate> match, BindingContext context)
    {
        var all = match.SelectMany(m => m.SelfAndParts()).ToArray();
        Regex[] expressions = [.. all.OfType<TagsCondition.MatchingTags>().Select(p => p.Regex).OfType<Regex>()];
        var names = expressions
            .SelectMany(e => e.GetGroupNames())
            .Where(n => !char.IsAsciiDigit(n[0]))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var isRight = true;
        foreach (var group in all.Select(GroupOf).OfType<NamedGroup>())
        {
            group.Expressions = [.. expressions.Where(e => e.GetGroupNames().Contains(group.Name.Value, StringComparer.Ordinal))];
            if (group.Expressions.Count == 0)
            {
                var closest = Suggestion.Closest(group.Name.Value, names);
                var fix = closest is [var one]
                    ? CodeFix.Replace($"Change '{Quote.Cap(group.Name.Value)}' to '{one}'", group.Name.Span, one, isSafe: false)
                    : null;
                context.Report(FactDiagnostics.UnknownGroup, group.Name, fix, Quote.Cap(group.Name.Value), Suggestion.Text(closest));
                isRight = false;
            }
        }

        return isRight;
    }

    private static NamedGroup? GroupOf(Predicate predicate) =>
        predicate switch
        {
            TagFactPredicate byTag => byTag.Group,
            _ => null,
        };
}
