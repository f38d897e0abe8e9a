using PolicyEngine.Values;
using Xunit;

namespace PolicyEngine.Tests.Language;

/// <summary>The grammar of versions as people write them (semantics.md#versions).</summary>
public sealed class ImageVersionTests
{
    [Theory]
    [InlineData("1.2", "1.2")]
    [InlineData("3", "3")]
    [InlineData("v3", "3")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("2026.01.05", "2026.1.5")]
    [InlineData("20260105", "20260105 date")]
    [InlineData("202601051230", "20260105.123000")]
    [InlineData("20260105123015", "20260105.123015")]
    [InlineData("20260105T1230", "20260105.123000")]
    [InlineData("20260105T123015", "20260105.123015")]
    [InlineData("2026-05-30", "2026.5.30")]
    [InlineData("2026-05", "2026.5")]
    [InlineData("2026-05-30.2", "2026.5.30.2")]
    [InlineData("2026-05-30-2", "2026.5.30 r2")]
    [InlineData("2026-05-30-alpine", "2026.5.30 flavour=alpine")]
    [InlineData("1.2.3-alpine3.20", "1.2.3 flavour=alpine3.20")]
    [InlineData("3.13.0rc1", "3.13.0 pre=rc.1")]
    [InlineData("3.13.0RC01", "3.13.0 pre=rc.1")]
    [InlineData("1.2a3", "1.2 pre=alpha.3")]
    [InlineData("1.2b3", "1.2 pre=beta.3")]
    [InlineData("1.2c3", "1.2 pre=rc.3")]
    [InlineData("1.2m3", "1.2 pre=milestone.3")]
    [InlineData("1.2rc", "1.2 pre=rc")]
    [InlineData("1.2.dev3", "1.2 pre=dev.3")]
    [InlineData("1.0.0.Beta1", "1.0.0 pre=beta.1")]
    [InlineData("1.2.3_build.5", "1.2.3 build=build.5")]
    [InlineData("1.2.3+build.5", "1.2.3 build=build.5")]
    [InlineData("1.2.3-rc.1_build.5-slim", "1.2.3 pre=rc.1 build=build.5 flavour=slim")]
    [InlineData("17.0.8_7-jdk-alpine", "17.0.8 build=7 flavour=jdk-alpine")]
    [InlineData("release-2.0.1", "release- 2.0.1")]
    [InlineData("release-v2.0.1", "release- 2.0.1")]
    [InlineData("app-1.4.0", "app- 1.4.0")]
    [InlineData("app_1.4.0", "app_ 1.4.0")]
    [InlineData("app-1-2.0", "app-1- 2.0")]
    [InlineData("nightly-20260530", "nightly- 20260530 date pre=nightly")]
    [InlineData("nightly-2026-05-30", "nightly- 2026.5.30 pre=nightly")]
    [InlineData("app-rc-1.0", "app-rc- 1.0 pre=rc")]
    [InlineData("pre-commit-1.2", "pre-commit- 1.2")]
    [InlineData("1.2.3-rc.1.hotfix", "1.2.3 pre=rc.1.hotfix")]
    [InlineData("1.2.3-preview.7.23375.6", "1.2.3 pre=preview.7.23375.6")]
    [InlineData("1.2.3-rc-2", "1.2.3 pre=rc.2")]
    [InlineData("1.2.3-rc-2-3", "1.2.3 pre=rc.2 r3")]
    [InlineData("1.2.3-rc1-2", "1.2.3 pre=rc.1 r2")]
    [InlineData("1.2-alpine-rc1", "1.2 pre=rc.1 flavour=alpine")]
    [InlineData("1.2-rc1-alpine", "1.2 pre=rc.1 flavour=alpine")]
    [InlineData("1.2-alpine-rc-1", "1.2 pre=rc.1 flavour=alpine")]
    [InlineData("1.2-slim-dev", "1.2 pre=dev flavour=slim")]
    [InlineData("1.0.0.RELEASE", "1.0.0")]
    [InlineData("5.4.1.Final", "5.4.1")]
    [InlineData("1.0.0-GA", "1.0.0")]
    [InlineData("1.0.0-RELEASE-alpine", "1.0.0 flavour=alpine")]
    [InlineData("8.0.36-debian-12-r5", "8.0.36 flavour=debian-12 r5")]
    [InlineData("1.2.3-4", "1.2.3 r4")]
    [InlineData("1.2.3-r4", "1.2.3 r4")]
    [InlineData("1.2.3-14-gabc1234", "1.2.3 r14")]
    [InlineData("1.2.3-rc.1-14-gabc1234", "1.2.3 pre=rc.1 r14")]
    [InlineData("1.2.3-rc-14-gabc1234", "1.2.3 pre=rc r14")]
    [InlineData("1.2.3-linux_arm64", "1.2.3 flavour=linux_arm64")]
    [InlineData("1.2.3-slim-bookworm", "1.2.3 flavour=slim-bookworm")]
    [InlineData("1.2.3-1a2b3c4", "1.2.3 flavour=1a2b3c4")]
    [InlineData("123456789012345678.1", "123456789012345678.1")]
    [InlineData("123456", "123456")]
    public void A_tag_is_a_version(string tag, string expected) => Assert.Equal(expected, Describe(tag, withBuild: true));

    [Theory]
    [InlineData("latest")]
    [InlineData("pr-12")]
    [InlineData("build-106")]
    [InlineData("build-106-alpine")]
    [InlineData("7b")]
    [InlineData("1.2.x")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1234567")]
    [InlineData("v1234567")]
    [InlineData("20261301")]
    [InlineData("20260230")]
    [InlineData("202601052530")]
    [InlineData("1234567890123456789.1")]
    [InlineData("1.1234567890123456789")]
    [InlineData("12a3456")]
    [InlineData("deadbee")]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("sha-1234567")]
    [InlineData("1.2alpine")]
    [InlineData("1.2-")]
    [InlineData("1.2_")]
    [InlineData("v")]
    [InlineData("-1.2")]
    [InlineData("_1.2")]
    [InlineData("")]
    public void A_tag_is_not_a_version(string tag) => Assert.False(ImageVersion.TryParse(tag, out _));

    [Theory]
    [InlineData("1.2 < 1.2.0 < 1.2.1 < 1.2.1.1 < 1.10 < 2")]
    [InlineData(
        "1.0-alpha < 1.0-alpha1 < 1.0-beta < 1.0-beta.2 < 1.0-beta.11 < 1.0-rc.1 < 1.0-rc.1.hotfix < 1.0 < 1.0-1 < 1.0-r2 < 1.0.0-3"
    )]
    [InlineData("1.0-canary < 1.0-dev < 1.0-nightly < 1.0-preview < 1.0-rc < 1.0")]
    [InlineData("3.13.0a6 < 3.13.0b1 < 3.13.0rc1 < 3.13.0")]
    [InlineData("202601051129 < 20260105113000 < 202601051131")]
    [InlineData("rc-1.0 < 1.0")]
    public void Versions_are_in_order(string chain)
    {
        var versions = chain
            .Split(" < ")
            .Select(t => ImageVersion.TryParse(t, out var version) ? version : throw new InvalidOperationException(t))
            .ToArray();
        for (var i = 0; i < versions.Length; i++)
        {
            for (var j = 0; j < versions.Length; j++)
            {
                Assert.True(Math.Sign(versions[i].CompareTo(versions[j])) == i.CompareTo(j), $"{i} and {j} of {chain}");
            }
        }
    }

    [Theory]
    [InlineData("1.02", "1.2")]
    [InlineData("v1.2-alpine", "app-1.2_x")]
    [InlineData("1.2-RC1", "1.2rc.1")]
    [InlineData("1.2.RELEASE", "1.2")]
    public void Versions_are_equal(string left, string right) =>
        Assert.True(ImageVersion.TryParse(left, out var a) && ImageVersion.TryParse(right, out var b) && a.CompareTo(b) == 0);

    [Theory]
    [InlineData(">=1.4 <2", "1.4 1.4.0.1 v1.9-alpine 1.4-r3 1.5-rc1", "1.3.9 2 2.0.0-rc1 2-alpine 1.4-rc1 latest")]
    [InlineData("<2", "1 1.9.9-rc1", "2-rc1 2.0.0.0-beta 2")]
    [InlineData("<=2", "2-rc1 2 2.0.0-alpine", "2.0.1-rc1")]
    [InlineData("<2-rc2", "2-rc1 1", "2-rc2 2")]
    [InlineData(">2", "2.0.1 3", "2 2.0-r5 2.0-rc1")]
    [InlineData("1.2", "1.2 1.2.0 app-1.2 1.2-slim 1.2.0.0-r1", "1.2.1 1.2-rc1")]
    [InlineData("=1.2-rc.1", "1.2rc1 1.2.0-rc-1-alpine", "1.2 1.2-rc2")]
    [InlineData("stable", "1 1.2-alpine 1.2.RELEASE 20260101", "1-rc1 1-alpine-beta nightly-20260101 edge")]
    [InlineData("prerelease", "1-rc1 1-alpine-beta nightly-20260101 3.13.0a1", "1 1.2-alpine edge")]
    [InlineData("*", "1 app-1.2 1-rc1", "pr-1 latest deadbeef")]
    [InlineData(">=1 <2 stable || >=3", "1.5 3-alpine", "1.5-rc1 2.5")]
    [InlineData(">=20260501 <20260600", "20260501 nightly-20260530 202605301200", "20260430")]
    [InlineData(">=2026-05-01", "2026-05-01 2026.5.2", "2026-04-30")]
    public void A_range_has_versions(string text, string inside, string outside)
    {
        Assert.True(VersionRange<ImageVersion>.TryParse(text, out var range, out _));
        Assert.All(inside.Split(' '), tag => Assert.True(ImageVersion.TryParse(tag, out var v) && range.Contains(v), tag));
        Assert.All(outside.Split(' '), tag => Assert.False(ImageVersion.TryParse(tag, out var v) && range.Contains(v), tag));
    }

    [Theory]
    [InlineData(">=v1.2")]
    [InlineData(">=1.2-alpine")]
    [InlineData(">=app-1.2")]
    [InlineData(">=1.2-3")]
    [InlineData("^1.2")]
    [InlineData("1.x")]
    [InlineData("[1,2)")]
    [InlineData("")]
    [InlineData("1 ||")]
    public void A_range_is_wrong(string text) => Assert.False(VersionRange<ImageVersion>.TryParse(text, out _, out _));

    [Theory]
    [InlineData("^1.2", ">=1.2 <2")]
    [InlineData("^0.2.3", ">=0.2.3 <0.3")]
    [InlineData("~1.2", ">=1.2 <1.3")]
    [InlineData("~>1.2.3", ">=1.2.3 <1.3")]
    [InlineData("~>1.2", null)]
    [InlineData("~=1.2", ">=1.2 <2")]
    [InlineData("1.x", ">=1 <2")]
    [InlineData("1.2.*", ">=1.2 <1.3")]
    [InlineData("1.+", ">=1 <2")]
    [InlineData(">=v1.2", ">=1.2")]
    [InlineData("v1.2", "=1.2")]
    [InlineData("==1.2", "=1.2")]
    [InlineData("=>1.2", ">=1.2")]
    [InlineData("1.2 - 2", ">=1.2 <=2")]
    [InlineData(">=1.2, <2", ">=1.2 <2")]
    [InlineData("[1,2)", ">=1 <2")]
    [InlineData("(1,2]", ">1 <=2")]
    [InlineData("[1.0]", "=1.0")]
    [InlineData("[1.5,)", ">=1.5")]
    [InlineData("(,1.0],[1.2,)", "<=1.0 || >=1.2")]
    [InlineData("(1.0)", null)]
    [InlineData("(,)", null)]
    public void A_range_of_another_tool_is_translated(string written, string? meant) => Assert.Equal(meant, RangeWords.GuessShort(written));

    [Theory]
    [InlineData("[1,2)", ">=1.0.0 <2.0.0-0")]
    [InlineData("[1.0]", "=1.0.0")]
    public void A_range_of_Maven_is_translated_to_full_versions(string written, string meant) =>
        Assert.Equal(meant, RangeWords.Guess(written));

    /// <summary>Any tag gives an answer, and a version says of itself what it was read from.</summary>
    [Fact]
    public void Hostile_tags_are_read()
    {
        foreach (var piece in new[] { "-1", "-v1.", "1.", "a-", "-2026-05", "rc", "-rc.", "_", "1_", "9", "-g1", "T1" })
        {
            foreach (var start in new[] { "", "a", "1.2", "v1", "a-1.2", "2026" })
            {
                var tag = (start + string.Concat(Enumerable.Repeat(piece, 128)))[..128];
                if (ImageVersion.TryParse(tag, out var version))
                {
                    Assert.InRange(version.PartCount, 1, 4);
                    Assert.StartsWith(version.Prefix, tag, StringComparison.Ordinal);
                    Assert.Contains(version.Flavour, tag, StringComparison.Ordinal);
                }
            }
        }
    }

    internal static string Describe(string tag, bool withBuild = false)
    {
        if (!ImageVersion.TryParse(tag, out var version))
        {
            return "-";
        }

        string[] words =
        [
            version.Prefix,
            version.PartsText,
            version.PartCount == 1 && version.PartsText.Length == 8 ? "date" : "",
            version.PreRelease.IsEmpty ? "" : "pre=" + string.Join('.', version.PreRelease),
            version.Build.Length == 0 || !withBuild ? "" : "build=" + version.Build,
            version.Flavour.Length == 0 ? "" : "flavour=" + version.Flavour,
            version.Revision is { } revision ? FormattableString.Invariant($"r{revision}") : "",
        ];
        return string.Join(' ', words.Where(w => w.Length > 0));
    }
}
