using System.Text;
using System.Text.Json;
using PolicyEngine.Applying;
using PolicyEngine.Checking;
using PolicyEngine.Comparing;
using PolicyEngine.Diagnostics;
using PolicyEngine.Explaining;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.PolicyTests;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Snapshots;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

/// <summary>Whatever a registry or a file calls its things: no format of
/// any report lets a terminal or the log of a workflow obey it.</summary>
public sealed class ShownTextTests
{
    private const string Hostile = "\u202Ea\u200B\u2066##[error]x\u2069\uFEFF\u034F\uFE0F\u001b[31m\u0085\u2028\r\n::error::y\U000E0041";

    private static readonly ReportOptions Verbose = ReportOptions.Default with { Verbose = true };

    private static readonly Dictionary<string, Action<Stream>> Outputs = new([
        .. ReportFormats.Plans.All.Select(format => Of("plan", format.Name, stream => format.Write(HostilePlan(), Verbose, stream))),
        .. ReportFormats.Diagnostics.All.Select(format =>
            Of("validate", format.Name, stream => format.Write(HostileDiagnostics(), Verbose, stream))
        ),
        .. ReportFormats.Checks.All.Select(format =>
            Of("check", format.Name, stream => format.Write([IntegrityCheck.Check(HostileGraph())], Verbose, stream))
        ),
        .. ReportFormats.Graphs.All.Select(format =>
            Of("graph", format.Name, stream =>
                format.Write(GraphView.Create(SampleGraphs.Policy, HostileGraph(), SampleGraphs.Now, new PlanOptions()), Verbose, stream)
            )
        ),
        .. ReportFormats.Explanations.All.Select(format =>
            Of("explain", format.Name, stream =>
                format.Write(
                    [Explainer.Explain(SampleGraphs.Policy, HostileGraph(), SampleGraphs.Now, new PlanOptions(), Hostile)],
                    Verbose,
                    stream
                )
            )
        ),
        .. ReportFormats.Comparisons.All.Select(format =>
            Of("diff", format.Name, stream =>
                format.Write(PlanComparer.Compare(SamplePlans.Empty with { Now = SamplePlans.Hostile.Now }, HostilePlan()), Verbose, stream)
            )
        ),
        .. ReportFormats.PolicyTests.All.Select(format => Of("test", format.Name, stream => format.Write(HostileTests(), Verbose, stream))),
        Of("apply", "json", stream => ApplyJson.Write(HostileApply(), HostilePlan(), stream)),
        Of("apply", "markdown", stream => ApplyMarkdown.Write(HostileApply(), Verbose, stream)),
        Of("apply", "text", stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            ApplyText.Write(HostileApply(), writer, Verbose);
        }),
        Of("snapshot", "json", stream => SnapshotWriter.Write(stream, [HostileSnapshot()])),
    ]);

    public static TheoryData<string> Names => [.. Outputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_that_is_shown_is_obeyed(string name)
    {
        using var stream = new MemoryStream();
        Outputs[name](stream);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.NotEqual("", text);
        foreach (var rune in text.EnumerateRunes().Where(rune => rune.Value is not ('\n' or '\t')))
        {
            Assert.False(TerminalText.IsInvisible(rune), $"U+{rune.Value:X4} in {text}");
        }

        Assert.DoesNotContain("##[", text, StringComparison.Ordinal);
        var commands = text.Split('\n').Where(line => line.TrimStart().StartsWith("::", StringComparison.Ordinal)).ToList();
        Assert.All(commands, line => Assert.Matches(@"\A::(error|warning|notice) (file=|title=)", line));
        if (!name.EndsWith("github", StringComparison.Ordinal))
        {
            Assert.Empty(commands);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Programs_read_what_there_was(string name)
    {
        if (name.EndsWith("json", StringComparison.Ordinal))
        {
            using var stream = new MemoryStream();
            Outputs[name](stream);
            using var json = JsonDocument.Parse(stream.ToArray());
            Assert.True(
                name.StartsWith("validate", StringComparison.Ordinal)
                    || Texts(json.RootElement).Any(text => text.Contains(Hostile, StringComparison.Ordinal)),
                name
            );
        }
    }

    private static KeyValuePair<string, Action<Stream>> Of(string command, string format, Action<Stream> write) =>
        new($"{command} {format}", write);

    private static RepositoryInfo Info =>
        GraphText.Info with
        {
            Name = $"acme/{Hostile}",
            DanglingTags = [Hostile + "gone"],
            Reason = Hostile,
        };

    private static ManifestRecord HostileManifest =>
        new()
        {
            Digest = SampleParts.Id(1),
            MediaType = MediaTypes.OciIndex,
            ArtifactType = Hostile,
            Platform = $"linux/{Hostile}",
            PushedAt = SampleGraphs.Now.AddDays(-40),
            Tags = [Hostile, "pr-1"],
            Manifests =
            [
                new DescriptorRecord
                {
                    Digest = SampleParts.Id(2),
                    Platform = Hostile,
                    ArtifactType = Hostile,
                },
            ],
            Annotations = ManifestRecord.NoValues.Add(Hostile, Hostile),
        };

    private static SnapshotRepository HostileSnapshot() => new(Info, [HostileManifest]);

    private static DigestGraph HostileGraph()
    {
        var builder = new DigestGraphBuilder();
        builder.Add(HostileManifest);
        return builder.Build(Info);
    }

    private static Plan HostilePlan()
    {
        var verdict = SampleParts.Because(Hostile, $"{Hostile}.yaml:1:1", Hostile);
        var row = SampleParts.Manifest(
            1,
            ManifestKind.Index,
            ManifestRole.Root,
            verdict,
            platform: Hostile,
            tags: [Hostile],
            age: 4,
            order: 1,
            artifactType: Hostile
        );
        return SamplePlans.Hostile with
        {
            Policies = [new PlanPolicy(Hostile, Hostile, SampleParts.Hex(1))],
            Repositories =
            [
                SampleParts.Repository("ghcr.io", Hostile, "ghcr") with
                {
                    Delete = [row],
                    Untag = [new PlannedUntag(Hostile, SampleParts.Id(3), verdict)],
                    Retain = [row with { Digest = SampleParts.Id(4) }],
                    Keep = [row with { Digest = SampleParts.Id(3) }],
                    Findings =
                    [
                        new PlanFinding("PE4001", DiagnosticSeverity.Error, Hostile, SampleParts.Id(3), $"{Hostile}.yaml:3:5"),
                        new PlanFinding("PE4002", DiagnosticSeverity.Warning, Hostile),
                    ],
                },
                SampleParts.Repository("ghcr.io", "acme/" + Hostile, "ghcr") with
                {
                    Status = PlanStatus.Incomplete,
                    Reason = Hostile,
                },
            ],
        };
    }

    private static Diagnostic[] HostileDiagnostics()
    {
        var descriptor = SampleDiagnostics.All[0].Descriptor;
        var source = SourceText.From($"{Hostile}.yaml", $"##[error]{Hostile}\n::error::x\n");
        return
        [
            Diagnostic.Create(descriptor, new Location(source, new TextSpan(0, 4)), Hostile),
            Diagnostic.Create(
                descriptor,
                new Location(source, new TextSpan(source.Text.LastIndexOf("::error::x", StringComparison.Ordinal), 4)),
                Hostile
            ),
            Diagnostic.Create(descriptor, null, Hostile) with
            {
                AdditionalLocations = [(new Location(source, new TextSpan(0, 4)), Hostile)],
            },
        ];
    }

    private static PolicyTestRun HostileTests()
    {
        var name = JsonSerializer.Serialize(Hostile + "##[");
        var file = PolicyTestCompiler.Compile(
            SourceText.From(
                $"{Hostile}.policytest.yaml",
                $"""
                policy: p.yaml
                now: 2026-06-01T00:00:00Z
                tests:
                  - name: {name}
                    repository: acme/web
                    images: [{"{"} tags: [pr-1], pushed: 40d ago {"}"}]
                    expect: {"{"} keep: [pr-1] {"}"}
                """
            )
        );
        var policy = SourceText.From($"{Hostile}p.yaml", "version: 1\nrules: [{ id: all, delete: all }] # ##[error] \u202E\n");
        return new PolicyTestRun([PolicyTestRunner.Run(file, PolicyTestInputs.Empty.WithPolicy("p.yaml", policy))]);
    }

    private static ApplyReport HostileApply() =>
        new()
        {
            Repositories =
            [
                new RepositoryApplyReport
                {
                    Repository = Hostile,
                    Status = ApplyStatus.Applied,
                    Reason = Hostile,
                    Changes = [Hostile],
                    Notes = [Hostile],
                    Steps =
                    [
                        .. Enum.GetValues<ApplyOutcome>()
                            .Select(outcome => new AppliedStep(ApplyAction.Delete, SampleParts.Id(1), [Hostile], outcome, Hostile)),
                    ],
                    Proof = new ApplyProof(1, 1, [SampleParts.Id(2)], [Hostile]),
                },
            ],
        };

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value).Append(member.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.String => [element.GetString()!],
            _ => [],
        };
}
