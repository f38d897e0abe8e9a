using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Diagnostics;
using PolicyEngine.Planning;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>What a test expects; null and empty where nothing is said.</summary>
internal sealed record BoundExpectation(SyntaxNode Syntax)
{
    /// <summary>The lists that name images, by their keys: <c>delete</c>, <c>keep</c>,
    /// <c>untag</c>, <c>retain</c>; without those that are absent.</summary>
    public ImmutableArray<(ExpectedFate Fate, SyntaxNode Syntax, ImmutableArray<ScalarSyntax> Names)> Lists { get; init; } = [];

    public ImmutableArray<(ScalarSyntax Image, ScalarSyntax Rule)> Because { get; init; } = [];

    public PlanStatus? Status { get; init; }

    public SyntaxNode? StatusSyntax { get; init; }

    public ImmutableArray<ScalarSyntax> Findings { get; init; } = [];
}

/// <summary>What may be expected to become of an image or a tag.</summary>
internal enum ExpectedFate
{
    Delete,
    Keep,
    Retain,
    Untag,
}

/// <summary><c>expect</c>.</summary>
internal sealed class ExpectationType : ValueType<BoundExpectation>
{
    private static readonly Property<ImmutableArray<ScalarSyntax>> Delete = List(
        "delete",
        "Images that are deleted, by id, tag or digest. An empty list expects no deletion."
    );
    private static readonly Property<ImmutableArray<ScalarSyntax>> Keep = List(
        "keep",
        "Images that are kept, by id, tag or digest; an image named by a tag keeps that tag too."
    );
    private static readonly Property<ImmutableArray<ScalarSyntax>> Retain = List(
        "retain",
        "Images that the policy would delete but the registry is known to refuse. An empty list expects none."
    );
    private static readonly Property<ImmutableArray<ScalarSyntax>> Untag = List(
        "untag",
        "Tags that are removed from images that are kept. An empty list expects none."
    );

    private static readonly Property<ImmutableArray<(ScalarSyntax Key, ScalarSyntax Value)>> Because = new(
        "because",
        new NameMapType(),
        "Why: for each image or tag the id of the rule or protection that decides, or settings.grace, settings.unmatched."
    )
    {
        Examples = [new JsonObject { ["v1.0.0"] = "released" }],
    };

    private static readonly Property<PlanStatus> Status = new(
        "status",
        new ChoiceType<PlanStatus>(("planned", PlanStatus.Planned), ("refused", PlanStatus.Refused), ("incomplete", PlanStatus.Incomplete)),
        "Whether the plan may be carried out: 'refused' where a limit is exceeded, 'incomplete' if the repository was not read completely."
    )
    {
        Default = "planned",
    };

    private static readonly Property<ImmutableArray<ScalarSyntax>> Findings = new(
        "findings",
        new ListType<ScalarSyntax>(new NameType()),
        "Ids of findings that the plan has."
    )
    {
        Examples = [new JsonArray("PE4007")],
    };

    private static readonly (ExpectedFate Fate, Property<ImmutableArray<ScalarSyntax>> Property)[] Fates =
    [
        (ExpectedFate.Delete, Delete),
        (ExpectedFate.Keep, Keep),
        (ExpectedFate.Retain, Retain),
        (ExpectedFate.Untag, Untag),
    ];

    private static readonly MappingShape Shape = new("'expect'", [Delete, Keep, Untag, Retain, Because, Status, Findings])
    {
        IsNeverEmpty = true,
    };

    /// <summary>The key of a fate.</summary>
    public static string Keyword(ExpectedFate fate) => Fates.First(f => f.Fate == fate).Property.Keyword;

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out BoundExpectation value)
    {
        value = new BoundExpectation(node);
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        value = new BoundExpectation(node)
        {
            Lists = [.. Fates.Where(f => bag.Has(f.Property)).Select(f => (f.Fate, bag.Nodes[f.Property], bag.Get(f.Property, [])))],
            Because = bag.Get(Because, []),
            Status = bag.TryGet(Status, out var status) ? status : null,
            StatusSyntax = bag.Nodes.GetValueOrDefault(Status),
            Findings = bag.Get(Findings, []),
        };
        foreach (var finding in value.Findings)
        {
            if (!PlanDiagnostics.All.Any(d => d.Id == finding.Value))
            {
                var closest = Suggestion.Text(finding.Value, PlanDiagnostics.All.Select(d => d.Id));
                context.Report(PolicyTestDiagnostics.UnknownFinding, finding, Quote.Cap(finding.Value), closest);
            }
        }

        return true;
    }

    private static Property<ImmutableArray<ScalarSyntax>> List(string keyword, string summary) =>
        new(keyword, new ListType<ScalarSyntax>(new NameType(), isPartial: true), summary);
}
