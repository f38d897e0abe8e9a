using System.Security.Cryptography;
using System.Text;

namespace PolicyEngine.Tests.Oracle;

/// <summary>The small worlds that generated cases draw from, so that policies and repositories meet.</summary>
internal static class Names
{
    public static readonly string[] Tags =
    [
        "latest",
        "main",
        "main-1",
        "main-2",
        "main-10",
        "dev",
        "dev-a",
        "pr-1",
        "pr-2",
        "pr-9",
        "pr-10",
        "v1.0.0",
        "v1.2.0",
        "1.2.0",
        "v1.10.0",
        "v2.0.0",
        "v2.0.0-rc.1",
        "2.1.0-rc.2",
        "1.2",
        "2.0.1-alpine",
        "no",
        "1e3",
        "Main",
        "c0ffee1",
        "c0ffee2",
        "c0ffee3",
        "c0ffee4",
        "1.2-alpine",
        "app-1.0",
        "app-1.2-rc1",
        "1.2.0-r3",
        "20260105",
        "2026-01-06",
    ];

    public static readonly string[] Globs =
    [
        "*",
        "pr-*",
        "pr-?",
        "main*",
        "main-[0-9]*",
        "v*",
        "v[12].*",
        "[!v]*",
        "latest",
        "dev*",
        "*-a",
        "*.0",
        "v1.2.0",
        "1*",
        "*-rc.*",
        "none-*",
    ];

    public static readonly string[] NegativeGlobs = ["!latest", "!pr-1", "!v2*", "!*-rc*", "!main"];

    public static readonly string[] Regexes =
    [
        "pr-[0-9]+",
        "(?<flavour>[a-z]+)-(?<number>[0-9]+)",
        "v?(?<line>[0-9]+)\\..*",
        "(main|dev)(-.*)?",
        ".*(?<flavour>alpine|rc).*",
        "latest",
    ];

    public static readonly string[] Ranges =
    [
        "*",
        "stable",
        "prerelease",
        ">=1.0.0",
        ">=1.2.0 <2.0.0",
        ">=1.0.0 stable",
        "<1.2.0 || >=2.0.0",
        ">2.0.0-rc.1",
        "=1.2.0",
        "<=v2.0.0 prerelease",
    ];

    public static readonly string[] VersionRanges =
    [
        "*",
        "stable",
        "prerelease",
        ">=1.2",
        ">=1 <2",
        ">=1.2.0 stable",
        "<2 || >=20260101",
        ">2.0-rc.1",
        "=1.2",
        "<=2 prerelease",
    ];

    public static readonly string[] Platforms = ["linux/amd64", "linux/arm64", "linux/arm64/v8", "windows/amd64"];

    public static readonly TimeSpan[] Ages =
    [
        TimeSpan.Zero,
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(6),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1),
        TimeSpan.FromDays(14),
        TimeSpan.FromDays(30),
        TimeSpan.FromDays(90),
        TimeSpan.FromDays(400),
    ];

    public static readonly TimeSpan[] Limits =
    [
        TimeSpan.FromHours(2),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(14),
        TimeSpan.FromHours(36),
        TimeSpan.FromDays(30),
    ];

    /// <summary>Ends that images state, some of which nobody can read.</summary>
    public static readonly string[] Ends =
    [
        "7d",
        "7d",
        "14d",
        "1h30m",
        "2026-05-31",
        "2026-05-30",
        "2026-05-20T12:00:00Z",
        "2026-06-01T00:00:00+00:00",
        "2027-01-01",
        "never",
        "soon",
    ];

    public static readonly string[] ReferrerTypes =
    [
        "*sigstore*",
        "*",
        "application/vnd.acme.*",
        "application/vnd.dev.cosign.artifact.sig.v1+json",
        "application/vnd.dev.cosign.*",
        "!*sigstore*",
    ];

    public static readonly long[] Sizes = [0, 3_000_000, 10_000_000, 20_971_520, 25_000_000, 60_000_000];

    public static string Digest(string name) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static string LongDigest(string name) => "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(name)));

    public static string ReferrerTag(string digest, string suffix) => digest.Replace(':', '-') + suffix;
}
