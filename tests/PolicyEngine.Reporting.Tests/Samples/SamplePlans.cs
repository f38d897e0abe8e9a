using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using static PolicyEngine.Reporting.Tests.Samples.SampleParts;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>The three plans that every format is shown with.</summary>
internal static class SamplePlans
{
    /// <summary>One package of multi-platform images: pull requests go, releases stay.</summary>
    public static Plan Ordinary { get; } =
        new()
        {
            Now = At("2026-06-01T04:00:00Z"),
            Policies = [new PlanPolicy("policies/web.yaml", "web", Hex(900))],
            Repositories = [Web()],
        };

    /// <summary>Nothing to do.</summary>
    public static Plan Empty { get; } =
        new()
        {
            Now = At("2026-06-01T04:00:00Z"),
            Policies = [],
            Repositories = [],
        };

    /// <summary>Everything else: hostile names, an incomplete and a refused repository, retained images, tags that are taken off.</summary>
    public static Plan Hostile { get; } =
        new()
        {
            Now = At("2026-06-01T04:00:00.25Z"),
            Policies = [new PlanPolicy("policies/*a*|`b`.yaml", "<script>alert(1)</script>\n# heading", Hex(901))],
            Repositories = [HostileWeb(), Incomplete(), Refused(), Package()],
        };

    public static IEnumerable<(string Name, Plan Plan)> All => [("ordinary", Ordinary), ("empty", Empty), ("hostile", Hostile)];

    private static RepositoryPlan Web()
    {
        var old = Because("pull-requests", "policies/web.yaml:23:5", "pull-requests deletes it: it is 40 days old, and older-than is 14d.");
        var untagged = Because("untagged", "policies/web.yaml:33:5", "untagged deletes it: it is 9 days old, and older-than is 7d.");
        var released = Because("released", "policies/web.yaml:10:5", "released protects it.", VerdictKind.Protected);
        var newest = Because(
            "pull-requests",
            "policies/web.yaml:23:5",
            "pull-requests spares it: 1st of 2, the newest 1 stay.",
            VerdictKind.Spared
        );
        return Repository("ghcr.io", "acme/web", "ghcr") with
        {
            Delete =
            [
                Manifest(1, ManifestKind.Index, ManifestRole.Root, old, tags: ["pr-7"], age: 40, order: 1, version: 4711, size: 1612),
                Manifest(
                    2,
                    ManifestKind.Image,
                    ManifestRole.Child,
                    old,
                    platform: "linux/amd64",
                    age: 40,
                    order: 2,
                    via: ["pr-7", Id(1)],
                    version: 4712,
                    size: 1024
                ),
                Manifest(
                    3,
                    ManifestKind.Image,
                    ManifestRole.Child,
                    old,
                    platform: "linux/arm64/v8",
                    age: 40,
                    order: 3,
                    via: ["pr-7", Id(1)],
                    version: 4713,
                    size: 1024
                ),
                Manifest(
                    4,
                    ManifestKind.Image,
                    ManifestRole.Attestation,
                    old,
                    platform: "unknown/unknown",
                    age: 40,
                    order: 4,
                    via: ["pr-7", Id(1)],
                    version: 4714,
                    size: 840
                ),
                Manifest(
                    5,
                    ManifestKind.Artifact,
                    ManifestRole.ReferrerTag,
                    old,
                    tags: [$"sha256-{Hex(1)}.sig"],
                    age: 39,
                    order: 5,
                    via: ["pr-7", Id(1)],
                    version: 4715,
                    size: 558,
                    artifactType: "application/vnd.dev.cosign.simplesigning.v1+json"
                ),
                Manifest(
                    6,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    untagged,
                    platform: "linux/amd64",
                    age: 9,
                    order: 6,
                    version: 4720,
                    size: 1337
                ),
            ],
            Keep =
            [
                Manifest(
                    20,
                    ManifestKind.Index,
                    ManifestRole.Root,
                    released,
                    tags: ["latest", "v1.2.0"],
                    age: 90,
                    version: 4600,
                    size: 1612
                ),
                Manifest(
                    21,
                    ManifestKind.Image,
                    ManifestRole.Child,
                    released,
                    platform: "linux/amd64",
                    age: 90,
                    via: ["v1.2.0", Id(20)],
                    version: 4601,
                    size: 1024
                ),
                Manifest(
                    22,
                    ManifestKind.Image,
                    ManifestRole.Child,
                    released,
                    platform: "linux/arm64",
                    age: 90,
                    via: ["v1.2.0", Id(20)],
                    version: 4602,
                    size: 1024
                ),
                Manifest(
                    23,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    newest,
                    tags: ["pr-8"],
                    platform: "linux/amd64",
                    age: 2,
                    version: 4730,
                    size: 1201
                ),
                Manifest(
                    24,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because(null, null, "No rule selects it.", VerdictKind.Unmatched),
                    tags: ["edge"],
                    platform: "linux/amd64",
                    age: 1,
                    version: 4740,
                    size: 1201
                ),
            ],
            Findings =
            [
                new PlanFinding(
                    "PE4003",
                    DiagnosticSeverity.Warning,
                    "No image has a tag that matches 'rc-*'; the closest tag is 'pr-7'.",
                    Source: "policies/web.yaml:12:9"
                ),
                new PlanFinding(
                    "PE4007",
                    DiagnosticSeverity.Info,
                    "The tie at the boundary of 'pull-requests' was decided by digest.",
                    Id(23)
                ),
            ],
            Proof = new PlanProof(4, 5, 0),
            Bytes = new PlanBytes(1_503_238_553, 1_288_490_188),
            Snapshot = new PlanSnapshot(Hex(800), 11, 6, At("2026-06-01T03:59:58Z")),
        };
    }

    private static RepositoryPlan HostileWeb()
    {
        var verdict = Because(
            "a|b",
            "policies/*a*|`b`.yaml:3:5",
            "Rule `a|b` deletes <img src=x onerror=alert(1)>\r\n| it | @everyone #123 [x](javascript:alert(1)) & ::error::no\u001b[31m."
        );
        return Repository("ghcr.io", "acme/${{ evil }}<b>", "ghcr") with
        {
            Delete =
            [
                Manifest(
                    1,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    verdict,
                    tags: ["_evil", "a|b", "<script>alert(1)</script>", "`x`"],
                    platform: "linux/<b>|\u202Earm",
                    age: 4000,
                    order: 1,
                    version: 7
                ),
                Manifest(
                    2,
                    ManifestKind.Artifact,
                    ManifestRole.Referrer,
                    verdict,
                    order: 2,
                    via: ["a|b", Id(1)],
                    artifactType: "text/html;<iframe>"
                ) with
                {
                    MediaType = "application/x|y\n## z",
                },
            ],
            Untag = [new PlannedUntag("x|y@acme", Id(30), verdict), new PlannedUntag("z", Id(30), verdict)],
            Retain =
            [
                Manifest(
                    3,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because("all", "p.yaml:1:1", "GitHub does not delete the last tagged version of a package.", VerdictKind.LastTagged),
                    tags: ["last"],
                    age: 3
                ),
            ],
            Keep =
            [
                Manifest(
                    30,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because("settings.grace", "p.yaml:2:3", "It is 20 minutes old, and grace is 1h.", VerdictKind.Grace),
                    tags: ["</details>"]
                ),
                Manifest(31, ManifestKind.Image, ManifestRole.Child, verdict, via: ["</details>", Id(30)], platform: "linux/s390x"),
                Manifest(
                    32,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because("settings.unmatched", null, "No rule selects it.", VerdictKind.Unmatched)
                ),
            ],
            Findings =
            [
                new PlanFinding(
                    "PE4001",
                    DiagnosticSeverity.Error,
                    "100% <b>wrong</b>:\r\n::set-output name=x::y, `code` | @team.",
                    Id(32),
                    "policies/*a*|`b`.yaml:3:5"
                ),
                new PlanFinding("PE4002", DiagnosticSeverity.Warning, "Unknown age.", Id(30)),
            ],
            Proof = new PlanProof(2, 4, 0),
            Bytes = new PlanBytes(5_000_000_000_000, 123),
            Snapshot = new PlanSnapshot(Hex(801), 6, 9, null),
        };
    }

    private static RepositoryPlan Incomplete() =>
        Repository("registry.example.com:5000", "team/app", "oci") with
        {
            Status = PlanStatus.Incomplete,
            Reason = $"The manifest {Id(40)} could not be read: 503 Service Unavailable <html>|.",
            Keep =
            [
                Manifest(
                    41,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because(null, null, "The repository could not be read completely.", VerdictKind.NotPlanned),
                    tags: ["v1"]
                ),
            ],
            Proof = new PlanProof(1, 1, 0),
            Snapshot = new PlanSnapshot(Hex(802), 1, 1, null),
        };

    private static RepositoryPlan Refused() =>
        Repository("registry.example.com:5000", "team/base", "oci") with
        {
            Status = PlanStatus.Refused,
            Reason = "The plan would delete 9 of 10 images; limits.max-delete is 25% (3 images).",
            Keep =
            [
                Manifest(
                    42,
                    ManifestKind.Image,
                    ManifestRole.Root,
                    Because(null, null, "The plan is refused.", VerdictKind.NotPlanned),
                    tags: ["v1"]
                ),
            ],
            Proof = new PlanProof(1, 1, 0),
            Snapshot = new PlanSnapshot(Hex(803), 1, 1, null),
            Proposed = new ProposedPlan(
                [
                    Manifest(
                        42,
                        ManifestKind.Image,
                        ManifestRole.Root,
                        Because("all", "p.yaml:9:3", "all deletes it."),
                        tags: ["v1"],
                        age: 100,
                        order: 1
                    ),
                ],
                [new PlannedUntag("x|y", Id(43), Because("tags", "p.yaml:12:3", "tags removes the tag."))],
                [
                    Manifest(
                        44,
                        ManifestKind.Image,
                        ManifestRole.Root,
                        Because("all", "p.yaml:9:3", "It is locked.", VerdictKind.Locked),
                        tags: ["held"],
                        age: 3
                    ),
                ],
                [
                    Manifest(
                        43,
                        ManifestKind.Image,
                        ManifestRole.Root,
                        Because(null, null, "No rule selects it.", VerdictKind.Unmatched),
                        tags: ["x|y", "b"],
                        age: 3
                    ),
                ],
                new PlanBytes(2048, 1024)
            ),
        };

    private static RepositoryPlan Package()
    {
        var verdict = Because("all", "p.yaml:9:3", "all deletes it.");
        return Repository("ghcr.io", "acme/gone", "ghcr") with
        {
            DeletesPackage = true,
            Delete = [Manifest(50, ManifestKind.Image, ManifestRole.Root, verdict, tags: ["only"], age: 100, order: 1, version: 99)],
            Bytes = new PlanBytes(1024, 1024),
            Snapshot = new PlanSnapshot(Hex(804), 1, 1, null),
        };
    }
}
