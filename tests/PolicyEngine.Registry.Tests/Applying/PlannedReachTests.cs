using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Registry.Applying;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>What may hang on a manifest that cannot be read, by the paths of the plan.</summary>
public sealed class PlannedReachTests
{
    private static readonly PlannedManifest Index = Row("index", ManifestRole.Root, ["v1"], ["v1", "index"]);
    private static readonly PlannedManifest Nested = Row("nested", ManifestRole.Child, [], ["v1", "index", "nested"]);
    private static readonly PlannedManifest Child = Row(
        "child",
        ManifestRole.Child,
        [],
        ["v1", "index", "nested", "child"],
        ["v2", "other", "child"]
    );
    private static readonly PlannedManifest Other = Row("other", ManifestRole.Root, ["v2"], ["v2", "other"]);
    private static readonly PlannedManifest Loose = Row("loose", ManifestRole.Root, []);
    private static readonly PlannedManifest Crowded = Row(
        "crowded",
        ManifestRole.Child,
        [],
        [.. Enumerable.Repeat((string[])["v2", "other", "crowded"], 100)]
    );
    private static readonly PlannedManifest Cut = Row("cut", ManifestRole.Child, [], ["v2", GraphPaths.Elision, "cut"]);
    private static readonly PlannedReach Reach = new([Index, Nested, Child, Other, Loose, Crowded, Cut]);

    [Fact]
    public void Below_it_is_what_a_path_leads_to_through_it_and_what_has_paths_that_are_not_all_told()
    {
        Assert.Equal("child crowded cut nested", Of(Index));
        Assert.Equal("child crowded cut", Of(Nested));
        Assert.Equal("child crowded cut", Of(Other));
        Assert.Equal("crowded cut", Of(Child));
        Assert.Equal("cut", Of(Crowded));
    }

    [Fact]
    public void Below_an_index_that_no_tag_leads_to_may_be_all_that_something_holds()
    {
        Assert.Equal("child crowded cut index nested other", Of(Loose with { Kind = ManifestKind.Index }));
        Assert.Equal("crowded cut", Of(Loose));
    }

    private static string Of(PlannedManifest unknown) => string.Join(' ', Reach.Of(unknown).Distinct().Order(StringComparer.Ordinal));

    private static PlannedManifest Row(string digest, ManifestRole role, string[] tags, params string[][] paths) =>
        new()
        {
            Digest = digest,
            Role = role,
            Tags = [.. tags],
            Kind = ManifestKind.Image,
            MediaType = "",
            Verdict = new Verdict(VerdictKind.Condemned, null, null, ""),
            Paths = [.. paths.Select(path => System.Collections.Immutable.ImmutableArray.Create(path))],
        };
}
