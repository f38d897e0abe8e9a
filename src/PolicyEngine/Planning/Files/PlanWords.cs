using System.Collections.Frozen;
using System.Globalization;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;

namespace PolicyEngine.Planning.Files;

/// <summary>The words of plan files and reports for the values of enumerations and times.</summary>
internal static class PlanWords
{
    private static readonly FrozenDictionary<ManifestKind, string> s_kinds = new Dictionary<ManifestKind, string>
    {
        [ManifestKind.Image] = "image",
        [ManifestKind.Index] = "index",
        [ManifestKind.Artifact] = "artifact",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ManifestRole, string> s_roles = new Dictionary<ManifestRole, string>
    {
        [ManifestRole.Root] = "root",
        [ManifestRole.Child] = "child",
        [ManifestRole.Attestation] = "attestation",
        [ManifestRole.Referrer] = "referrer",
        [ManifestRole.ReferrerTag] = "referrer-tag",
        [ManifestRole.Notice] = "notice",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<PlanStatus, string> s_statuses = new Dictionary<PlanStatus, string>
    {
        [PlanStatus.Planned] = "planned",
        [PlanStatus.Incomplete] = "incomplete",
        [PlanStatus.Refused] = "refused",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<VerdictKind, string> s_verdicts = new Dictionary<VerdictKind, string>
    {
        [VerdictKind.Condemned] = "condemned",
        [VerdictKind.Follows] = "follows",
        [VerdictKind.Spared] = "spared",
        [VerdictKind.LeftOut] = "left-out",
        [VerdictKind.Kept] = "kept",
        [VerdictKind.Protected] = "protected",
        [VerdictKind.InUse] = "in-use",
        [VerdictKind.Needed] = "needed",
        [VerdictKind.Grace] = "grace",
        [VerdictKind.UnknownAge] = "unknown-age",
        [VerdictKind.PartlyMatched] = "partly-matched",
        [VerdictKind.Unmatched] = "unmatched",
        [VerdictKind.LastTagged] = "last-tagged",
        [VerdictKind.Locked] = "locked",
        [VerdictKind.Unread] = "unread",
        [VerdictKind.NotPlanned] = "not-planned",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<DiagnosticSeverity, string> s_severities = Enum.GetValues<DiagnosticSeverity>()
        .ToFrozenDictionary(severity => severity, SeverityText.Of);

    public static string Of(ManifestKind kind) => s_kinds[kind];

    public static string Of(ManifestRole role) => s_roles[role];

    public static string Of(PlanStatus status) => s_statuses[status];

    public static string Of(VerdictKind kind) => s_verdicts[kind];

    /// <summary>A time in UTC, ISO 8601 with a Z, as precise as it is.</summary>
    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static IReadOnlyDictionary<ManifestKind, string> Kinds => s_kinds;

    public static IReadOnlyDictionary<ManifestRole, string> Roles => s_roles;

    public static IReadOnlyDictionary<PlanStatus, string> Statuses => s_statuses;

    public static IReadOnlyDictionary<VerdictKind, string> Verdicts => s_verdicts;

    public static IReadOnlyDictionary<DiagnosticSeverity, string> Severities => s_severities;
}
