using System.Text.RegularExpressions;

namespace PolicyEngine.Selecting;

/// <summary>What <c>per</c> groups by: a part of the version, or a group of the rule's regular expression. Immutable.</summary>
/// <param name="Text">As written: <c>semver.major</c>, <c>semver.minor</c>, or the name of a capture group.</param>
/// <param name="Expressions">The regular expressions that may give the group.</param>
internal sealed record GroupKey(string Text, IReadOnlyList<Regex> Expressions)
{
    internal const string Major = "semver.major";
    internal const string Minor = "semver.minor";

    /// <summary>The group of a tag, or null.</summary>
    public string? ValueOf(EvaluationContext context, int tag)
    {
        switch (Text)
        {
            case Major:
                return context.VersionOf(tag)?.MajorText;
            case Minor:
                return context.VersionOf(tag)?.MinorText;
        }

        foreach (var expression in Expressions)
        {
            if (expression.Match(context.Graph.TagText(tag)).Groups[Text] is { Success: true } group)
            {
                return group.Value;
            }
        }

        return null;
    }
}
