using System.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Values;

namespace PolicyEngine.Selecting;

/// <summary>The age of a manifest, and where it comes from, as a phrase. Pure.</summary>
internal static class AgeWords
{
    /// <summary>As in <c>pushed 40 days ago</c>.</summary>
    public static string Of(EvaluationContext context, NodeId node)
    {
        var ticks = context.Ages[node];
        if (ticks == 0)
        {
            return "age unknown";
        }

        var word = context.Ages.SourceOf(node) switch
        {
            AgeSource.Pushed => "pushed",
            AgeSource.Updated => "updated",
            AgeSource.Created => "created",
            AgeSource.Children => "newest child created",
            AgeSource.Unknown => throw new UnreachableException(),
        };
        var age = TimeSpan.FromTicks(context.Now.UtcTicks - ticks);
        return age < TimeSpan.Zero ? $"{word} {Duration.Describe(age)} in the future" : $"{word} {Duration.Describe(age)} ago";
    }
}
