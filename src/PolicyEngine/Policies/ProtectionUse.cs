using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Selecting;

namespace PolicyEngine.Policies;

/// <summary>Joins what files say is in use with what other sources say.</summary>
internal static class ProtectionUse
{
    /// <summary>Adds what is in use by a protection.</summary>
    /// <param name="all">What is in use by others.</param>
    /// <param name="protection">The protection.</param>
    /// <param name="named">What its files name.</param>
    /// <param name="facts">What the sources said.</param>
    /// <param name="problem">Why what its files name may not be all, as a sentence; null where it is.</param>
    public static InUseReferences With(
        this InUseReferences all,
        Protection protection,
        ImmutableArray<ImageReference> named,
        FactSet facts,
        string? problem = null
    )
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(protection);
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var source in protection.InUse?.Asked ?? [])
        {
            if (facts.Find(source.Policy, source.Key) is not UsedImages answer)
            {
                problem ??= $"What is in use is unknown: '{source.Kind}' has not been asked.";
                continue;
            }

            named = [.. named, .. UsedReferences.Of(answer)];
            problem ??= UsedReferences.ProblemOf(answer);
        }

        return all.With(protection.Location.ToString(), named, problem);
    }
}
