using System.Collections.Immutable;
using PolicyEngine.PolicyTests.Fixtures;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Model;

/// <summary>One test of a file. Immutable.</summary>
public sealed class PolicyTest
{
    internal PolicyTest(BoundTest syntax, TestSurroundings surroundings, ImageFixture? images)
    {
        Syntax = syntax;
        Surroundings = surroundings;
        Images = images;
    }

    /// <summary>The time that ages count up to where a test says nothing; it has no dates then, so that any time is as good.</summary>
    public static DateTimeOffset AnyNow { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name.</summary>
    public string Name => Syntax.Name.Value;

    /// <summary>Where the name stands.</summary>
    public Location Location => Syntax.Name.Location;

    /// <summary>The time that ages count up to.</summary>
    public DateTimeOffset Now => Surroundings.Now ?? AnyNow;

    /// <summary>The paths of the policies, as written.</summary>
    public IEnumerable<string> PolicyPaths => Policies.Select(p => p.Value);

    /// <summary>The path of the snapshot, as written; null where images make the repository.</summary>
    public string? SnapshotPath => Syntax.Snapshot?.Value;

    internal BoundTest Syntax { get; }

    internal TestSurroundings Surroundings { get; }

    internal ImageFixture? Images { get; }

    internal ImmutableArray<ScalarSyntax> Policies => Surroundings.Policies ?? [];
}
