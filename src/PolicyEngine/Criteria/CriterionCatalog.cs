using System.Collections.Immutable;
using PolicyEngine.Language.Binding;

namespace PolicyEngine.Criteria;

/// <summary>All keys of the two actions, in the order of the reference page. To add one: a class in this folder, and a line here.</summary>
internal static class CriterionCatalog
{
    /// <summary>The keys of <c>delete</c>.</summary>
    public static MappingShape Delete { get; } = new(
        "'delete'",
        [
            new DeleteOlderThanCriterion(),
            new DeleteNotPulledForCriterion(),
            new ExceptNewestCriterion(),
            ActionOptions.Of,
            ActionOptions.OrderBy,
            PerCriterion.Property,
            ActionOptions.Target,
            ActionOptions.WithOtherTags,
            new UntilCriterion(),
        ]);

    /// <summary>The keys of <c>keep</c>.</summary>
    public static MappingShape Keep { get; } = new(
        "'keep'",
        [
            new NewestCriterion(),
            new KeepYoungerThanCriterion(),
            new PulledWithinCriterion(),
            new MostRecentlyPulledCriterion(),
            new TotalSizeCriterion(),
            ActionOptions.OrderBy,
            PerCriterion.Property,
            ActionOptions.Join,
        ]);

    /// <summary>The compiled criteria of a bag, in the order of a shape.</summary>
    public static ImmutableArray<BoundCriterion> Criteria(PropertyBag bag, MappingShape shape) =>
        [.. shape.Properties.Where(bag.Values.ContainsKey).Select(p => bag.Values[p]).OfType<BoundCriterion>()];
}
