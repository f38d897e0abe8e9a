using System.Text.Json.Nodes;
using NJsonSchema;
using PolicyEngine.Reference;
using PolicyEngine.Reporting.Tests.Samples;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Formats.Json;

public sealed class PlanSchemaTests
{
    public static TheoryData<string> Samples => [.. SamplePlans.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Written_plans_fit_their_schema(string sample)
    {
        var plan = SamplePlans.All.Single(s => s.Name == sample).Plan;
        Assert.Empty((await Load()).Validate(Rendering.Text(Rendering.Json(plan))).Select(e => e.ToString()));
    }

    [Fact]
    public async Task Each_key_of_a_plan_is_required_and_no_other_is_allowed()
    {
        var schema = await Load();
        var plan = JsonNode.Parse(Rendering.Json(SamplePlans.Ordinary))!.AsObject();
        foreach (var key in plan.Select(p => p.Key).ToArray())
        {
            var changed = plan.DeepClone().AsObject();
            changed.Remove(key);
            Assert.NotEmpty(schema.Validate(changed.ToJsonString()));
        }

        plan["token"] = "x";
        Assert.NotEmpty(schema.Validate(plan.ToJsonString()));
    }

    private static Task<JsonSchema> Load() => JsonSchema.FromJsonAsync(SchemaCatalog.Find("plan")!);
}
