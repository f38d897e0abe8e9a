using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>The pieces that plans of tests are made of.</summary>
internal static class SampleParts
{
    public static readonly DateTimeOffset Now = At("2026-06-01T04:00:00Z");

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    public static string Hex(int number) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)));

    public static string Id(int number) => $"sha256:{Hex(number)}";

    public static Verdict Because(string? rule, string? source, string text, VerdictKind kind = VerdictKind.Condemned) =>
        new(kind, rule, source, text);

    public static RepositoryPlan Repository(string registry, string name, string provider) =>
        new()
        {
            Info = new RepositoryInfo
            {
                Registry = registry,
                Name = name,
                Provider = provider,
            },
            Status = PlanStatus.Planned,
            Snapshot = new PlanSnapshot(Hex(0), 0, 0, null),
            Delete = [],
            Untag = [],
            Retain = [],
            Keep = [],
            Findings = [],
            Proof = new PlanProof(0, 0, 0),
            Bytes = new PlanBytes(0, 0),
        };

    public static PlannedManifest Manifest(
        int number,
        ManifestKind kind,
        ManifestRole role,
        Verdict verdict,
        string[]? tags = null,
        string[]? via = null,
        string? platform = null,
        string? artifactType = null,
        double? age = null,
        int order = 0,
        long? version = null,
        long? size = null
    ) =>
        new()
        {
            Order = order,
            Digest = Id(number),
            Tags = [.. tags ?? []],
            Kind = kind,
            Role = role,
            MediaType =
                kind == ManifestKind.Index ? "application/vnd.oci.image.index.v1+json" : "application/vnd.oci.image.manifest.v1+json",
            ArtifactType = artifactType,
            Platform = platform,
            VersionId = version,
            Size = size,
            TotalSize = size,
            PushedAt = age is { } pushed ? Now.AddDays(-pushed) : null,
            AgeFrom = age is { } days ? Now.AddDays(-days) : null,
            AgeSource = age is null ? null : "pushed",
            Verdict = verdict,
            Paths = Paths(Id(number), tags ?? [], via),
        };

    private static ImmutableArray<ImmutableArray<string>> Paths(string digest, string[] tags, string[]? via) =>
        [
            .. tags.Select(tag => ImmutableArray.Create(tag, digest)),
            .. via is null
                ? Array.Empty<ImmutableArray<string>>()
                :
                [
                    [.. via, digest],
                ],
        ];
}
