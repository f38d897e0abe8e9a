using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using PolicyEngine.Planning;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Tests.Samples;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Formats.Json;

public sealed class PlanJsonTests
{
    [Fact]
    public void What_is_written_is_read_back_and_written_again_the_same()
    {
        PlanGenerators.Plan.Sample(plan =>
        {
            var first = Rendering.Json(plan, indented: false);
            var read = PlanJson.Read(first);
            Assert.Equal(Rendering.Text(first), Rendering.Text(Rendering.Json(read, indented: false)));
            Assert.Equal(plan.Summary, read.Summary);
            Assert.Equal(plan.Now, read.Now);
        });
    }

    [Fact]
    public void Indented_or_not_a_plan_reads_the_same()
    {
        PlanGenerators.Plan.Sample(plan =>
            Assert.Equal(Rendering.Json(plan), Rendering.Json(PlanJson.Read(Rendering.Json(plan, indented: false))))
        );
    }

    [Fact]
    public void A_plan_that_another_program_reformats_is_still_the_same_plan()
    {
        var node = JsonNode.Parse(Rendering.Json(SamplePlans.Hostile))!;
        var escaped = node.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.Default });
        Assert.Equal(Rendering.Json(SamplePlans.Hostile), Rendering.Json(PlanJson.Read(Encoding.UTF8.GetBytes("\uFEFF" + escaped))));
    }

    [Fact]
    public void A_read_plan_equals_the_written_one()
    {
        var plan = SamplePlans.Hostile.Repositories[0];
        var read = PlanJson.Read(Rendering.Json(SamplePlans.Hostile)).Repositories[0];
        Assert.Equal(plan.Delete.Select(Flat), read.Delete.Select(Flat));
        Assert.Equal(plan.Keep.Select(Flat), read.Keep.Select(Flat));
        Assert.Equal(plan.Untag, read.Untag);
        Assert.Equal(plan.Findings.AsEnumerable(), read.Findings);
        Assert.Equal(
            (plan.Proof, plan.Bytes, plan.Snapshot, plan.Status, plan.Info),
            (read.Proof, read.Bytes, read.Snapshot, read.Status, read.Info)
        );

        static string Flat(PlannedManifest m) =>
            $"{m.Order} {m.Digest} {m.Kind} {m.Role} {m.MediaType} {m.ArtifactType} {m.Platform} "
            + $"{m.VersionId} {m.Size} {m.PushedAt} {m.AgeFrom} {m.AgeSource} {m.Verdict} "
            + $"{string.Join(',', m.Tags)} {string.Join(';', m.Paths.Select(p => string.Join('>', p)))}";
    }

    [Fact]
    public void Every_change_of_a_value_is_noticed()
    {
        var written = JsonNode.Parse(Rendering.Json(SamplePlans.Ordinary))!;
        foreach (var path in Leaves(written).Where(p => p != "$.sha256" && p != "$.formatVersion").ToList())
        {
            var copy = JsonNode.Parse(Rendering.Json(SamplePlans.Ordinary))!;
            var leaf = Leaf(copy, path);
            leaf.ReplaceWith(leaf.GetValueKind() == JsonValueKind.Number ? (JsonNode)12345 : "changed");
            Assert.Throws<PlanFormatException>(() => PlanJson.Read(Encoding.UTF8.GetBytes(copy.ToJsonString())));
        }
    }

    private static IEnumerable<string> Leaves(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Leaves(p.Value)),
            JsonArray a => a.SelectMany(Leaves),
            JsonValue v => [v.GetPath()],
            _ => [],
        };

    private static JsonNode Leaf(JsonNode root, string path) => All(root).Single(n => n.GetPath() == path);

    private static IEnumerable<JsonNode> All(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => All(p.Value)).Append(o),
            JsonArray a => a.SelectMany(All).Append(a),
            JsonValue v => [v],
            _ => [],
        };
}
