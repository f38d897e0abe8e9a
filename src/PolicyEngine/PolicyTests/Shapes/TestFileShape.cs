using System.Collections.Immutable;
using PolicyEngine.Binding;

namespace PolicyEngine.PolicyTests.Shapes;

/// <summary>The keys of a test file.</summary>
internal static class TestFileShape
{
    private static readonly Property<string> Description = new("description", new TextType(), "What the tests are about.");

    /// <summary>The key of the tests.</summary>
    public static readonly Property<ImmutableArray<BoundTest>> Tests = new(
        "tests",
        new ListType<BoundTest>(new TestType(), isPartial: true, isNeverEmpty: true),
        "The tests. Each describes one repository and what the policy must do with it."
    )
    {
        IsRequired = true,
    };

    /// <summary>The shape of the document.</summary>
    public static readonly MappingShape Document = new("the test file", [Description, .. TestSurroundings.Properties, Tests])
    {
        AllowsExtensions = true,
    };
}
