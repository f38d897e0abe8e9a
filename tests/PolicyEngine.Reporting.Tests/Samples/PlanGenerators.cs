using System.Collections.Immutable;
using CsCheck;
using PolicyEngine.Diagnostics;
using PolicyEngine.Oci;
using PolicyEngine.Planning;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>Random plans with hostile texts. They need not make sense: formats must cope with any.</summary>
internal static class PlanGenerators
{
    private static readonly Gen<string> s_nasty = Gen.OneOf(
        "",
        " ",
        "a",
        "|",
        "`",
        "``",
        "<b>",
        "</details>",
        "<!--",
        "-->",
        "[x](y)",
        "![x](y)",
        "@acme",
        "#123",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u001b[31m",
        "\u202E",
        "\u2028",
        "\u0000",
        "\u007F",
        "\u0085",
        "&amp;",
        "&lt;",
        "%0A",
        "::error::",
        "{{ 1 }}",
        "*",
        "_",
        "~",
        "\\",
        "\\|",
        "---",
        "ä",
        "😀",
        "1. ",
        "# ",
        "> ",
        "- ",
        "https://evil.example",
        "www.evil.example",
        "$x$",
        "<https://x>",
        "GH-1",
        "acme/web#1",
        "@",
        "a@b.c"
    );

    /// <summary>A text that a registry or a file could hold.</summary>
    public static Gen<string> HostileText { get; } = s_nasty.Array[0, 6].Select(string.Concat);

    private static readonly Gen<string?> s_maybe = Gen.Select(Gen.Bool, HostileText, (some, text) => some ? text : null);

    private static readonly Gen<string> s_digest = Gen.Int[0, 50].Select(SampleParts.Id);

    private static readonly Gen<DateTimeOffset?> s_time = Gen.Select(Gen.Bool, Gen.Long[0, 400_000_000_000_000], (some, ticks) =>
        some ? SampleParts.Now.AddTicks(-ticks) : (DateTimeOffset?)null
    );

    private static readonly Gen<long?> s_number = Gen.Select(Gen.Bool, Gen.Long[0, long.MaxValue], (some, n) => some ? n : (long?)null);

    private static readonly Gen<Verdict> s_verdict = Gen.Select(
        Gen.Enum<VerdictKind>(),
        s_maybe,
        s_maybe,
        HostileText,
        (kind, rule, source, text) => new Verdict(kind, rule, source, text)
    );

    private static readonly Gen<PlannedManifest> s_manifest = Gen.Select(
        Gen.Select(s_digest, HostileText.Array[0, 3], Gen.Enum<ManifestKind>(), Gen.Enum<ManifestRole>()),
        Gen.Select(HostileText, s_maybe, s_maybe, s_number, s_number),
        Gen.Select(s_time, s_time, s_maybe, s_verdict, HostileText.Array[0, 3].Array[0, 3]),
        (what, more, why) =>
            new PlannedManifest
            {
                Order = 0,
                Digest = what.Item1,
                Tags = [.. what.Item2],
                Kind = what.Item3,
                Role = what.Item4,
                MediaType = more.Item1,
                ArtifactType = more.Item2,
                Platform = more.Item3,
                VersionId = more.Item4,
                Size = more.Item5,
                TotalSize = more.Item5 * 3,
                PushedAt = why.Item1,
                AgeFrom = why.Item2,
                AgeSource = why.Item3,
                Verdict = why.Item4,
                Paths = [.. why.Item5.Select(path => path.ToImmutableArray())],
            }
    );

    private static readonly Gen<PlanFinding> s_finding = Gen.Select(
        HostileText,
        Gen.Enum<DiagnosticSeverity>(),
        HostileText,
        s_maybe,
        s_maybe,
        (id, severity, message, digest, source) => new PlanFinding(id, severity, message, digest, source)
    );

    private static readonly Gen<RepositoryPlan> s_repository = Gen.Select(
        Gen.Select(HostileText, HostileText, HostileText, Gen.Enum<PlanStatus>(), s_maybe),
        Gen.Select(s_manifest.Array[0, 4], s_manifest.Array[0, 2], s_manifest.Array[0, 4], s_finding.Array[0, 2]),
        Gen.Select(
            Gen.Select(HostileText, s_digest, s_verdict, (tag, digest, verdict) => new PlannedUntag(tag, digest, verdict)).Array[0, 2],
            Gen.Int[0, 9],
            Gen.Long[0, long.MaxValue / 8],
            Gen.Bool
        ),
        (who, lists, rest) =>
            SampleParts.Repository(who.Item1, who.Item2, who.Item3) with
            {
                Status = who.Item4,
                Reason = who.Item5,
                Delete = [.. lists.Item1.Select((m, i) => m with { Order = i + 1 })],
                Retain = lists.Item2,
                Keep = lists.Item3,
                Findings = [.. lists.Item4],
                Untag = rest.Item1,
                Proof = new PlanProof(rest.Item2, rest.Item2 + 1, rest.Item2 / 2),
                Bytes = new PlanBytes(rest.Item3, rest.Item3 / 2),
                DeletesPackage = rest.Item4,
                Proposed =
                    who.Item4 != PlanStatus.Refused || rest.Item4
                        ? null
                        : new ProposedPlan(
                            [.. lists.Item1.Select((m, i) => m with { Order = i + 1 })],
                            rest.Item1,
                            lists.Item2,
                            lists.Item3,
                            new PlanBytes(rest.Item3, 1)
                        ),
            }
    );

    /// <summary>A plan of up to three repositories.</summary>
    public static Gen<Plan> Plan { get; } =
        Gen.Select(
            Gen.Long[0, 400_000_000_000_000],
            s_repository.Array[0, 3],
            Gen.Select(HostileText, s_maybe).Array[0, 2],
            (ticks, repositories, policies) =>
                new Plan
                {
                    Now = SampleParts.Now.AddTicks(ticks),
                    Policies = [.. policies.Select((p, i) => new PlanPolicy(p.Item1, p.Item2, SampleParts.Hex(i)))],
                    Repositories = [.. repositories],
                }
        );
}
