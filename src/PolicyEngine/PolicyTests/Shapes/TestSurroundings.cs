using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Oci;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>What a test may take from its file: the policies, now, and which repository it is about. Null where nothing is said.</summary>
internal sealed record TestSurroundings(
    ImmutableArray<ScalarSyntax>? Policies,
    DateTimeOffset? Now,
    ScalarSyntax? Repository,
    string? Registry,
    string? Provider
)
{
    /// <summary>The values of the policies' inputs.</summary>
    public ImmutableArray<GivenInput> Inputs { get; init; } = [];

    /// <summary>The facts.</summary>
    public StatedFacts? Facts { get; init; }

    /// <summary>The key of the policies.</summary>
    internal static readonly Property<ImmutableArray<ScalarSyntax>> Policy = new(
        "policy",
        new ListType<ScalarSyntax>(new NameType()),
        "The policy under test, relative to the test file. Several policies are combined, as for one repository."
    );

    private static readonly Property<DateTimeOffset> NowKey = new(
        "now",
        new MomentType(),
        "The time at which ages are measured. Required if any time is a date."
    )
    {
        Examples = ["2026-06-01T00:00:00Z"],
    };

    private static readonly Property<ScalarSyntax> RepositoryKey = new(
        "repository",
        new NameType(),
        "The repository, with or without its registry. By default the first that the policy's targets name."
    )
    {
        Examples = ["acme/web"],
    };

    private static readonly Property<string> RegistryKey = new(
        "registry",
        new TextType(),
        "The registry: host[:port]. By default that of the policy's first matching target."
    )
    {
        Examples = ["ghcr.io"],
    };

    private static readonly Property<string> ProviderKey = new(
        "provider",
        new ChoiceType<string>([.. RegistryKind.All.Select(k => (k.Name, k.Name))]),
        $"How the registry behaves: "
            + $"{string.Join(", ", RegistryKind.All.Where(k => k.KeepsLastTagged).Select(k => $"'{k.Name}'"))} retains the "
            + $"last tagged image. By default derived from the target or the registry."
    );

    private static readonly Property<ImmutableArray<GivenInput>> InputsKey = new(
        "inputs",
        new GivenInputsType(),
        "The values of the policy's inputs, by name. A test's own values come before those of the file."
    )
    {
        Examples = [new System.Text.Json.Nodes.JsonObject { ["pr"] = 42 }],
    };

    private static readonly Property<StatedFacts> FactsKey = new(
        "facts",
        new StatedFactsType(),
        "What git and GitHub say. Tests ask neither: where a policy goes by facts that the test does not state, its plan is incomplete."
    );

    /// <summary>The keys.</summary>
    public static ImmutableArray<Property> Properties { get; } =
    [Policy, NowKey, RepositoryKey, RegistryKey, ProviderKey, InputsKey, FactsKey];

    /// <summary>Takes the keys from a mapping.</summary>
    public static TestSurroundings From(PropertyBag bag) =>
        new(
            bag.TryGet(Policy, out var policies) ? policies : null,
            bag.TryGet(NowKey, out var now) ? now : null,
            bag.Get(RepositoryKey, null!),
            bag.Get(RegistryKey, null!),
            bag.Get(ProviderKey, null!)
        )
        {
            Inputs = bag.Get(InputsKey, []),
            Facts = bag.Get(FactsKey, null!),
        };

    /// <summary>The same with what another says where this says nothing.</summary>
    public TestSurroundings Or(TestSurroundings file) =>
        new(Policies ?? file.Policies, Now ?? file.Now, Repository ?? file.Repository, Registry ?? file.Registry, Provider ?? file.Provider)
        {
            Inputs = [.. Inputs.Concat(file.Inputs).DistinctBy(i => i.Name.Value, StringComparer.Ordinal)],
            Facts =
                Facts is null || file.Facts is null
                    ? Facts ?? file.Facts
                    : new StatedFacts(Facts.PullRequests ?? file.Facts.PullRequests, Facts.Git ?? file.Facts.Git),
        };
}
