using CsCheck;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>The reader of versions and the oracle's, which works otherwise, read random tags alike, and order them alike.</summary>
public sealed class ImageVersionAgreementTests
{
    private static readonly string[] s_pieces =
    [
        "1",
        "2",
        "0",
        "01",
        "12",
        "2026",
        "05",
        "30",
        "20260530",
        "1230",
        "1234567",
        "T",
        "v",
        ".",
        ".",
        "-",
        "-",
        "-",
        "_",
        "+",
        "a",
        "b3",
        "rc",
        "rc1",
        "RC",
        "alpha",
        "beta2",
        "dev",
        "nightly",
        "pre",
        "release",
        "RELEASE",
        "final",
        "app",
        "alpine",
        "3",
        "r5",
        "g1a2b3c",
        "x",
        "e4f",
    ];

    private static readonly Gen<string> s_tags = Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]).Array[1, 9].Select(string.Concat);

    [Fact]
    public void A_tag_is_read_alike() =>
        s_tags.Sample(
            tag => Assert.Equal(NaiveImageVersion.Parse(tag) is { } naive ? Describe(naive) : "-", ImageVersionTests.Describe(tag)),
            iter: 50_000
        );

    [Fact]
    public void Two_tags_are_ordered_alike() =>
        Gen.Select(s_tags, s_tags)
            .Sample(
                (left, right) =>
                {
                    if (
                        NaiveImageVersion.Parse(left) is { } a
                        && NaiveImageVersion.Parse(right) is { } b
                        && ImageVersion.TryParse(left, out var c)
                        && ImageVersion.TryParse(right, out var d)
                    )
                    {
                        Assert.Equal(Math.Sign(a.CompareTo(b)), Math.Sign(c.CompareTo(d)));
                        Assert.Equal(Math.Sign(c.CompareTo(d)), -Math.Sign(d.CompareTo(c)));
                    }
                },
                iter: 50_000
            );

    private static string Describe(NaiveImageVersion version)
    {
        string[] words =
        [
            version.Prefix,
            string.Join('.', version.Parts),
            version.Parts.Length == 1 && version.Parts[0] > 9_999_999 ? "date" : "",
            version.Pre.Length == 0 ? "" : "pre=" + string.Join('.', version.Pre),
            version.Flavour.Length == 0 ? "" : "flavour=" + version.Flavour,
            version.Revision is { } revision ? FormattableString.Invariant($"r{revision}") : "",
        ];
        return string.Join(' ', words.Where(w => w.Length > 0));
    }
}
