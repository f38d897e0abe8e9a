using PolicyEngine.Binding;
using PolicyEngine.Selecting;

namespace PolicyEngine.Criteria;

/// <summary>The keys of <c>delete</c> and <c>keep</c> that say how to measure, and what is taken away.</summary>
internal static class ActionOptions
{
    /// <summary><c>of</c>.</summary>
    public static Property<CountBase> Of { get; } =
        new(
            "of",
            new ChoiceType<CountBase>(("matched", CountBase.Matched), ("eligible", CountBase.Eligible), ("remaining", CountBase.Remaining)),
            "What 'except-newest' and 'except' count: 'matched' everything the rule selects, whatever its age; "
                + "'eligible' only what the age limits would delete; 'remaining' what no other rule deletes."
        )
        {
            Default = "matched",
        };

    /// <summary><c>order-by</c>.</summary>
    public static Property<OrderBySyntax> OrderBy { get; } =
        new(
            "order-by",
            new OrderByType(),
            "The order in which images are counted: 'pushed' newest first (by the time that ages count "
                + "from), 'pulled' most recently pulled first, 'active' by the later of the two, "
                + "'semver' and 'version' highest version first, 'tag' descending in natural "
                + "order, or a capture group of 'match.tags.regex', highest first. "
                + "'version' counts each name before the version ('app-1.4.0') and each flavour ('1.4.0-alpine') by themselves."
        )
        {
            Default = "pushed",
            Examples = ["version", new System.Text.Json.Nodes.JsonObject { ["group"] = "build", ["as"] = "number" }],
        };

    /// <summary><c>target</c>: whether it is <c>tags</c>.</summary>
    public static Property<bool> Target { get; } =
        new(
            "target",
            new ChoiceType<bool>(("images", false), ("tags", true)),
            "'images' deletes images all of whose tags are condemned; 'tags' also removes "
                + "condemned tags from an image that is kept for another reason."
        )
        {
            Default = "images",
        };

    /// <summary><c>with-other-tags</c>.</summary>
    public static Property<bool> WithOtherTags { get; } =
        new("with-other-tags", new BooleanType(), "Deletes the image even though it carries tags that the rule does not select.")
        {
            Default = false,
        };

    /// <summary><c>join</c>: whether it is <c>all</c>.</summary>
    public static Property<bool> Join { get; } =
        new(
            "join",
            new ChoiceType<bool>(("any", false), ("all", true)),
            "With several criteria: whether an image is kept when any of them holds, or only when all do."
        )
        {
            Default = "any",
        };
}
