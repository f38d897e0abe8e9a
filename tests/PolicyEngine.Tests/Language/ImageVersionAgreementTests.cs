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

    /// <summary>Pieces of dates, which random pieces seldom make.</summary>
    private static readonly string[] s_datePieces =
    [
        "2026",
        "2026-05",
        "2026-05-30",
        "20260530",
        "2026-13",
        "2026-02-30",
        "1969-05",
        "-05",
        "-30",
        "T",
        "T1230",
        "T123456",
        "T2500",
        "1230",
        ".",
        ".11",
        ".1234567890123456789",
        "-",
        "_",
        "+",
        "v",
        "app",
        "rc",
        "rc1",
        "a2",
        "x",
    ];

    private static readonly Gen<string> s_tags = Gen.OneOf(Tags(s_pieces, 9), Tags(s_datePieces, 6));

    private static Gen<string> Tags(string[] pieces, int most) =>
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[1, most].Select(string.Concat);

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
