using CsCheck;
using PolicyEngine.Registry.Providers.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class VersionTableTests
{
    private static readonly Gen<string> Digests = Gen.OneOf(
        Gen.Byte.Array[32].Select(bytes => $"sha256:{Convert.ToHexStringLower(bytes)}"),
        Gen.Byte.Array[64].Select(bytes => $"sha512:{Convert.ToHexStringLower(bytes)}")
    );

    private static readonly Gen<DateTimeOffset?> Times = Gen.Long[1, DateTime.MaxValue.Ticks]
        .Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero))
        .Nullable();

    [Fact]
    public void A_table_says_of_each_version_what_was_listed_and_finds_it_by_its_digest() =>
        Gen.Select(Gen.Long, Digests, Times, Times, Gen.Int[0, 9].Select(n => $"v{n}").Array[0, 2])
            .Array[0, 40]
            .Sample(listed =>
            {
                PackageVersion[] versions =
                [
                    .. listed.DistinctBy(v => v.Item2).Select(v => new PackageVersion(v.Item1, v.Item2, v.Item3, v.Item4, [.. v.Item5])),
                ];
                var table = new VersionTable(versions);
                Assert.Equal(versions.Length, table.Count);
                for (var v = 0; v < versions.Length; v++)
                {
                    var held = new PackageVersion(table.Id(v), table.Digest(v), table.CreatedAt(v), table.UpdatedAt(v), versions[v].Tags);
                    Assert.Equal(versions[v], held);
                    Assert.Equal(versions[v].Tags, table.Tags(v));
                    Assert.Equal(v, table.Find(versions[v].Digest));
                }

                Assert.Null(table.Find($"sha256:{new string('0', 64)}"));
                Assert.Null(table.Find("latest"));
            });
}
