using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reference;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Schema;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

/// <summary>The schema of what applies and restores print, against what they print.</summary>
public sealed class OutcomeSchemaTests
{
    [Fact]
    public void The_committed_schema_is_the_generated_one() => GeneratedFile.Verify("schema/outcome.schema.json", OutcomeSchema.Generate());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Written_reports_fit_their_schema_with_every_word(bool isApply) =>
        Assert.Empty((await Load()).Validate(Write(isApply ? SamplePlans.Ordinary : null)).Select(e => e.ToString()));

    [Fact]
    public async Task Each_key_is_required_and_no_other_is_allowed()
    {
        var schema = await Load();
        var whole = JsonNode.Parse(Write(SamplePlans.Ordinary))!.AsObject();
        foreach (
            var change in Damages(whole, "plan")
                .Concat(
                    Damages(whole["repositories"]![0]!.AsObject(), "deleted", "untagged", "retained", "spared", "failed", "notAttempted")
                )
                .Concat(Damages(whole["repositories"]![0]!["steps"]![0]!.AsObject()))
                .Concat(Damages(whole["repositories"]![0]!["proof"]!.AsObject()))
                .Concat(Damages(whole["repositories"]![0]!["bytes"]!.AsObject()))
        )
        {
            change.Do();
            Assert.True(schema.Validate(whole.ToJsonString()).Count > 0, change.Name);
            change.Undo();
            Assert.Empty(schema.Validate(whole.ToJsonString()));
        }
    }

    private static IEnumerable<(string Name, Action Do, Action Undo)> Damages(JsonObject node, params string[] optional)
    {
        foreach (var key in node.Select(pair => pair.Key).Except(optional).ToList())
        {
            var value = node[key];
            yield return ($"without {key}", () => node.Remove(key), () => node[key] = value);
        }

        yield return ("with another key", () => node["token"] = "x", () => node.Remove("token"));
    }

    private static string Write(Plan? plan)
    {
        using var output = new MemoryStream();
        ApplyJson.Write(
            new ApplyReport
            {
                Repositories =
                [
                    .. Enum.GetValues<ApplyStatus>()
                        .Select(status => new RepositoryApplyReport
                        {
                            Repository = "ghcr.io/acme/web",
                            Status = status,
                            Reason = status == ApplyStatus.Applied ? null : "Why.",
                            Changes = ["A change."],
                            Steps =
                            [
                                .. Enum.GetValues<ApplyAction>()
                                    .SelectMany(
                                        _ => Enum.GetValues<ApplyOutcome>(),
                                        (action, outcome) =>
                                            new AppliedStep(
                                                action,
                                                action == ApplyAction.DeletePackage ? "" : "sha256:0",
                                                ["pr-1"],
                                                outcome,
                                                "Why."
                                            )
                                    ),
                            ],
                            Notes = ["A note."],
                            Proof = status == ApplyStatus.Applied ? new ApplyProof(2, 1, ["sha256:1"], ["v1"]) : null,
                            ProofBefore = status == ApplyStatus.Applied ? new PlanProof(1, 2, 0) : null,
                        }),
                ],
            },
            plan,
            output
        );
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Task<JsonSchema> Load() => JsonSchema.FromJsonAsync(SchemaCatalog.Find(SchemaCatalog.Outcome)!);
}
