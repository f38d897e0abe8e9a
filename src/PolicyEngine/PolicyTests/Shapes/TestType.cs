using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>A test as written.</summary>
internal sealed record BoundTest(ScalarSyntax Name)
{
    public required TestSurroundings Surroundings { get; init; }

    /// <summary>The images; null where the key is absent.</summary>
    public ImmutableArray<BoundImage>? Images { get; init; }

    public ScalarSyntax? Snapshot { get; init; }

    public ImmutableArray<ImageReference> InUse { get; init; } = [];

    public ImmutableArray<ImageReference> Bases { get; init; } = [];

    public bool IsComplete { get; init; } = true;

    public required BoundExpectation Expect { get; init; }
}

/// <summary>An entry of <c>tests</c>.</summary>
internal sealed class TestType : ValueType<BoundTest>
{
    private static readonly Property<ScalarSyntax> Name = new("name", new NameType(), "What the test shows, as a sentence.")
    {
        IsRequired = true,
    };
    private static readonly Property<string> Description = new("description", new TextType(), "More about it.");

    private static readonly Property<ImmutableArray<BoundImage>> Images = new(
        "images",
        new ListType<BoundImage>(new ImageShape.ImageType(), isPartial: true),
        "What the repository contains, in any order."
    );

    private static readonly Property<ScalarSyntax> Snapshot = new(
        "snapshot",
        new NameType(),
        "A snapshot file instead of images, relative to the test file: 'policyengine snapshot REPOSITORY --output FILE' writes one."
    );

    private static readonly Property<ImmutableArray<ScalarSyntax>> InUse = new(
        "in-use",
        new ListType<ScalarSyntax>(new NameType(), isPartial: true),
        "The image references that the files of the policy's 'in-use' protections would "
            + "contain. Tests do not read such files: without this key nothing is in use."
    )
    {
        Examples = [new JsonArray("ghcr.io/acme/web:v1.0.0")],
    };

    private static readonly Property<ImmutableArray<ScalarSyntax>> Bases = new(
        "bases",
        new ListType<ScalarSyntax>(new NameType(), isPartial: true),
        "The image references that kept images of other repositories name as their bases, for the policy's 'base-of-kept'. What "
            + "images of this repository name counts without it."
    )
    {
        Examples = [new JsonArray("ghcr.io/acme/base:1.2")],
    };

    private static readonly Property<bool> Complete = new(
        "complete",
        new BooleanType(),
        "Whether the repository could be read completely. If not, nothing is deleted in it."
    )
    {
        Default = true,
    };
    private static readonly Property<BoundExpectation> Expect = new(
        "expect",
        new ExpectationType(),
        "What the plan must be. Images that are not named here are not checked."
    )
    {
        IsRequired = true,
    };

    private static readonly MappingShape Shape = new(
        "a test",
        [Name, Description, .. TestSurroundings.Properties, Images, Snapshot, InUse, Bases, Complete, Expect]
    );

    /// <inheritdoc/>
    public override JsonObject Schema()
    {
        var schema = Shape.Schema();
        schema["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = new JsonArray(Images.Keyword) },
            new JsonObject { ["required"] = new JsonArray(Snapshot.Keyword) }
        );
        return schema;
    }

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out BoundTest value)
    {
        value = null!;
        if (context.BindMapping(node, Shape) is not { } bag || !bag.TryGet(Name, out var name))
        {
            return false;
        }

        if (bag.Has(Images) == bag.Has(Snapshot) && !bag.Meant.Overlaps([Images.Keyword, Snapshot.Keyword]))
        {
            context.Report(PolicyTestDiagnostics.NoFixture, bag.Has(Images) ? bag.Nodes[Snapshot] : name, Quote.Cap(name.Value));
            return false;
        }

        if (!bag.TryGet(Expect, out var expect) || (!bag.Values.ContainsKey(Images) && !bag.Values.ContainsKey(Snapshot)))
        {
            return false;
        }

        if (
            expect is { Lists.IsEmpty: true, Because.IsEmpty: true, Status: null, Findings.IsEmpty: true }
            && ((MappingSyntax)bag.Nodes[Expect]).Properties.IsEmpty
        )
        {
            context.Report(PolicyTestDiagnostics.NothingExpected, bag.Nodes[Expect], Quote.Cap(name.Value));
        }

        value = new BoundTest(name)
        {
            Surroundings = TestSurroundings.From(bag),
            Images = bag.TryGet(Images, out var images) ? images : null,
            Snapshot = bag.Get(Snapshot, null!),
            InUse = BindReferences(bag.Get(InUse, []), context),
            Bases = BindReferences(bag.Get(Bases, []), context),
            IsComplete = bag.Get(Complete, true),
            Expect = expect,
        };
        return true;
    }

    private static ImmutableArray<ImageReference> BindReferences(ImmutableArray<ScalarSyntax> texts, BindingContext context)
    {
        var references = ImmutableArray.CreateBuilder<ImageReference>();
        foreach (var text in texts)
        {
            if (ImageReferenceText.Parse(text.Value, $"{text.Source.Path}:{text.Location.Start.Line + 1}") is { } reference)
            {
                references.Add(reference);
            }
            else
            {
                context.Report(PolicyTestDiagnostics.BadReference, text, Quote.Cap(text.Value));
            }
        }

        return references.ToImmutable();
    }
}
