using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Conditions;

/// <summary><c>branch</c>: the name that a capture group finds in a tag is that of a branch, or of none.</summary>
internal sealed class BranchCondition()
    : Condition(
        "branch",
        "The tag names a branch that is gone, or exists. It is the tag that is selected; a tag without the group is not. "
            + "Names are compared as docker/metadata-action writes them into tags, and capitals make no difference.",
        new JsonObject { ["name"] = "name", ["state"] = "gone" }
    )
{
    private static readonly Property<NamedGroup> Name = new(
        "name",
        new NamedGroupType(),
        "The capture group of 'tags.regex' that finds the name."
    )
    {
        IsRequired = true,
        Examples = ["name"],
    };

    private static readonly Property<bool> State = new(
        "state",
        new ChoiceType<bool>(("gone", false), ("exists", true)),
        "'gone': the remote has no branch of this name."
    )
    {
        IsRequired = true,
    };

    private static readonly MappingShape Shape = new("'branch'", [Name, State]);

    /// <inheritdoc/>
    public override JsonObject ValueSchema() => Shape.Schema();

    /// <inheritdoc/>
    public override Predicate? Bind(SyntaxNode node, BindingContext context) =>
        context.BindMapping(node, Shape) is { } bag
        && bag.TryGet(Name, out var group)
        && bag.TryGet(State, out var exists)
        && bag.Values.Count == bag.Syntax.Properties.Length
            ? new OfBranch(group, exists, node.Location)
            : null;

    /// <summary>The compiled condition.</summary>
    internal sealed class OfBranch(NamedGroup group, bool exists, Location place) : TagFactPredicate(group, place)
    {
        /// <inheritdoc/>
        public override string Kind => GitSource.Keyword;

        /// <inheritdoc/>
        protected override bool? Decide(EvaluationContext context, string captured, string tag) =>
            context.Facts.Find(Policy, Kind) is GitFacts { Problem: null } facts
                ? facts.HasBranch(captured, tag.Length >= LongestTag) == exists
                : null;

        /// <inheritdoc/>
        protected override string Describe(EvaluationContext context, string captured) =>
            context.Facts.Find(Policy, Kind) is not GitFacts { Problem: null } facts
                ? $"whether the branch '{captured}' exists is unknown"
                : facts.BranchesNamed(captured).ToArray() switch
                {
                    [] => $"the branch '{captured}' is gone",
                    [var one] => $"the branch '{one}' exists",
                    var several => $"the branches {ShortList.Of(several.Select(b => $"'{b}'"), 3)} exist",
                };
    }
}
