using System.Text;
using PolicyEngine.Planning.Files;
using PolicyEngine.Reporting.Tests.Samples;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Formats.Json;

public sealed class DamagedPlanTests
{
    private static readonly string s_plan = Rendering.Text(Rendering.Json(SamplePlans.Ordinary, indented: false));

    [Theory]
    [InlineData("", "The plan is empty.")]
    [InlineData(" \n", "The plan is empty.")]
    [InlineData("version: 1", "This is not a plan: it is not a JSON object.")]
    [InlineData("[]", "This is not a plan: it is not a JSON object.")]
    [InlineData("{}", "This is not a plan: it has no 'formatVersion'.")]
    [InlineData("{\"terraform_version\":\"1.9\"}", "This is not a plan: it has no 'formatVersion'.")]
    [InlineData("{\"formatVersion\":2}", "The plan has format version 2, and this program reads version 1: make the plan again.")]
    [InlineData("{\"formatVersion\":\"1\"}", "The plan has format version \"1\", and this program reads version 1: make the plan again.")]
    [InlineData(
        "{\"formatVersion\":1,\"repositories\":[{\"registry\":\"ghcr.io\"}]}",
        "This is not a plan: it has no 'now' before its repositories."
    )]
    [InlineData("{\"formatVersion\":1,}", "The plan is not valid JSON in line 1, byte 20.")]
    [InlineData("{\"formatVersion\":1", "The plan is truncated: its end is missing.")]
    [InlineData(
        "{\"formatVersion\":1,\"now\":\"\\uD800\",\"policies\":[],\"repositories\":[]}",
        "The plan is not valid JSON: unpaired surrogate in a string."
    )]
    public void A_file_that_is_no_plan_is_refused_in_one_sentence(string text, string message) => Assert.Equal(message, Refusal(text));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Equal(
            "The plan is not valid UTF-8.",
            Assert.Throws<PlanFormatException>(() => PlanJson.Read(new byte[] { (byte)'{', 0xFF })).Message
        );

    [Theory]
    [InlineData("\"order\":1,", "", "The plan is damaged: 'repositories[0].delete[0].order' is missing.")]
    [InlineData("\"tags\":[\"pr-7\"]", "\"tags\":\"pr-7\"", "The plan is damaged: 'repositories[0].delete[0].tags' is not a list.")]
    [InlineData("\"tags\":[\"pr-7\"]", "\"tags\":[7]", "The plan is damaged: 'repositories[0].delete[0].tags[0]' is not a text.")]
    [InlineData(
        "\"kind\":\"index\"",
        "\"kind\":\"chart\"",
        "The plan is damaged: 'repositories[0].delete[0].kind' is not one of 'image', 'index', 'artifact'."
    )]
    [InlineData("\"status\":\"planned\",", "", "The plan is damaged: 'repositories[0].status' is missing.")]
    [InlineData("\"untag\":[]", "\"untag\":{}", "The plan is damaged: 'repositories[0].untag' is not a list.")]
    [InlineData("\"untag\":[],", "", "The plan is damaged: 'repositories[0].untag' is missing.")]
    [InlineData("\"keptTags\":4", "\"keptTags\":-4", "The plan is damaged: 'repositories[0].proof.keptTags' is not a count.")]
    [InlineData("\"keptTags\":4", "\"keptTags\":4.5", "The plan is damaged: 'repositories[0].proof.keptTags' is not a whole number.")]
    [InlineData("\"now\":\"2026-06-01T04:00:00Z\"", "\"now\":\"yesterday\"", "The plan is damaged: 'now' is not a time in UTC.")]
    [InlineData("\"now\":\"2026-06-01T04:00:00Z\"", "\"now\":null", "The plan is damaged: 'now' is not a time in UTC.")]
    [InlineData(
        "\"deletesPackage\":false",
        "\"deletesPackage\":0",
        "The plan is damaged: 'repositories[0].deletesPackage' is not true or false."
    )]
    [InlineData(
        "\"rule\":\"pull-requests\"",
        "\"rule\":\"untagged\"",
        "The plan was changed after it was made: its content does not have the SHA-256 that it states."
    )]
    [InlineData(
        "\"summary\":{\"delete\":6",
        "\"summary\":{\"delete\":5",
        "The plan was changed after it was made: its content does not have the SHA-256 that it states."
    )]
    [InlineData(
        "{\"formatVersion\":1,",
        "{\"formatVersion\":1,\"note\":\"x\",",
        "The plan was changed after it was made: its content does not have the SHA-256 that it states."
    )]
    public void A_damaged_plan_is_refused_with_the_place(string old, string changed, string message)
    {
        Assert.Contains(old, s_plan, StringComparison.Ordinal);
        var at = s_plan.IndexOf(old, StringComparison.Ordinal);
        Assert.Equal(message, Refusal(string.Concat(s_plan.AsSpan(0, at), changed, s_plan.AsSpan(at + old.Length))));
    }

    [Fact]
    public void A_digest_that_is_none_is_refused() =>
        Assert.Equal(
            "The plan is damaged: 'repositories[0].delete[0].digest' is not a digest.",
            Refusal(s_plan.Replace(SampleParts.Id(1), "sha256:../../x", StringComparison.Ordinal))
        );

    [Fact]
    public void A_plan_without_its_hash_or_with_more_behind_it_is_refused()
    {
        var at = s_plan.IndexOf(",\"sha256\":", s_plan.IndexOf("\"summary\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("The plan is damaged: 'sha256' is missing.", Refusal(s_plan[..at] + "}"));
        Assert.Equal(
            "The plan was changed after it was made: its content does not have the SHA-256 that it states.",
            Refusal(s_plan.TrimEnd()[..^1] + ",\"force\":true}")
        );
    }

    [Fact]
    public void A_plan_cut_anywhere_is_refused()
    {
        for (var length = 1; length < s_plan.TrimEnd().Length; length++)
        {
            Assert.Equal("The plan is truncated: its end is missing.", Refusal(s_plan[..length]));
        }
    }

    private static string Refusal(string text) =>
        Assert.Throws<PlanFormatException>(() => PlanJson.Read(Encoding.UTF8.GetBytes(text))).Message;
}
