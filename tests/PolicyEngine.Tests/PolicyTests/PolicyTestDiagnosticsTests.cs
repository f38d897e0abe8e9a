using PolicyEngine.PolicyTests;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.PolicyTests;

/// <summary>One mistake in a test file gives one diagnostic, at its place: the marks are the whole list.</summary>
public sealed class PolicyTestDiagnosticsTests
{
    [Theory]
    [InlineData("polciy: p.yaml", "{|PE2001:polciy|}: p.yaml")]
    [InlineData("test: []", "policy: p.yaml\n{|PE2001:test|}: []")]
    public void A_misspelt_key_is_not_missing_as_well(string key, string markup) =>
        Check(markup + (key.StartsWith("test", StringComparison.Ordinal) ? "" : "\ntests: {|PE2009:[]|}"));

    [Theory]
    [InlineData("{|PE6001:|}")]
    [InlineData("{|PE6001:|}# nothing\n")]
    [InlineData("- {|PE6001:a|}")]
    [InlineData("{|PE6001:text|}")]
    [InlineData("{|PE2002:|}tests: {|PE2009:[]|}")]
    [InlineData("policy: p.yaml\ntests: {|PE2009:[]|}")]
    [InlineData("{|PE2002:|}policy: p.yaml")]
    public void A_file_needs_a_policy_and_tests(string markup) => Check(markup);

    [Theory]
    [InlineData("{ {|PE2001:tag|}: [a] }")]
    [InlineData("{ tags: [a], {|PE2001:pusehd|}: 3d ago }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:3 days ago|} }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:40d|} }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:yesterday|} }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:01.02.2026|} }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:2026-02-30|} }")]
    [InlineData("{ tags: [a], pushed: {|PE6002:12|} }")]
    [InlineData("{ tags: [a], pushed: {|PE2003:[3d ago]|} }")]
    [InlineData("{ tags: [a], size: {|PE2004:12|} }")]
    [InlineData("{ tags: [a, {|PE2006:1.10|}] }")]
    [InlineData("{ tags: [a], digest: {|PE2012:\"sha256:12\"|} }")]
    [InlineData("{ tags: [a], locked: {|PE2005:yes|} }")]
    [InlineData("{ tags: [a], kind: {|PE2008:imag|} }")]
    [InlineData("{ tags: [a], kind: {|PE6013:image|}, children: [] }")]
    [InlineData("{ tags: [a], kind: {|PE6013:image|}, artifact-type: x/y }")]
    [InlineData("{ tags: [a], missing: {|PE6013:true|} }")]
    [InlineData("{ tags: [a], children: [{ tags: [b], missing: {|PE6013:true|} }] }")]
    [InlineData("{ tags: [a], labels: {|PE2003:x|} }")]
    [InlineData("{ tags: [a, {|PE6004:a|}] }")]
    [InlineData("{ id: a, subject: {|PE6012:ohter|} }")]
    [InlineData("{ id: a, children: [{|PE6012:ohter|}, missing-1] }")]
    public void Images_are_checked(string image) =>
        Check(Test($"images:\n      - {image}\n      - {{ id: other }}\n    expect: {{ keep: [other] }}"));

    [Fact]
    public void Names_that_differ_in_their_numbers_only_are_no_mistakes() =>
        Check(Test("images: [{ id: child-1 }, { tags: [a], children: [child-1, child-2] }]\n    expect: { keep: [a] }"));

    [Theory]
    [InlineData("[{ tags: [a] }, { tags: [{|PE6004:a|}] }]")]
    [InlineData("[{ id: a }, { tags: [b], id: {|PE6004:a|} }]")]
    [InlineData("[{ tags: [a] }, { tags: [b, c], id: {|PE6004:a|} }]")]
    public void A_name_belongs_to_one_image(string images) => Check(Test($"images: {images}\n    expect: {{ keep: [a] }}"));

    [Theory]
    [InlineData("[{|PE6010:{ id: a, children: [a] }|}]")]
    [InlineData("[{|PE6010:{ id: a, children: [b] }|}, { id: b, children: [c] }, { id: c, children: [a] }]")]
    [InlineData("[{ id: x, children: [a] }, {|PE6010:{ id: a, children: [{ id: b, children: [a] }] }|}]")]
    public void An_index_is_no_descendant_of_itself(string images) => Check(Test($"images: {images}\n    expect: {{ keep: [a] }}"));

    [Fact]
    public void A_subject_may_close_a_circle() =>
        Check(Test("images: [{ id: a, children: [b] }, { id: b, subject: a }]\n    expect: { keep: [a] }"));

    [Theory]
    [InlineData("{ delete: [{|PE6003:pr-l1|}] }")]
    [InlineData("{ keep: [{|PE6003:nobody|}, pr-11] }")]
    [InlineData("{ untag: [{|PE6019:app|}] }")]
    [InlineData("{ because: { {|PE6003:pr-12|}: x } }")]
    [InlineData("{ delete: [pr-11], keep: [{|PE6015:pr-11|}] }")]
    [InlineData("{ findings: [{|PE6018:PE4999|}] }")]
    [InlineData("{ status: {|PE2008:refuse|} }")]
    [InlineData("{ {|PE2001:deleted|}: [pr-11] }")]
    [InlineData("{ {|PE2001:gone|}: [pr-11], keep: [pr-11] }")]
    [InlineData("{|PE6016:{}|}")]
    [InlineData("{|PE2003:[pr-11]|}")]
    public void Expectations_are_checked(string expect) => Check(Test($"images: [{{ id: app, tags: [pr-11] }}]\n    expect: {expect}"));

    [Theory]
    [InlineData("policy: p.yaml\ntests:\n  - name: {|PE6007:a|}\n    expect: { keep: [] }")]
    [InlineData("policy: p.yaml\nnow: 2026-01-01\ntests:\n  - { name: a, images: [], snapshot: {|PE6007:s.json|}, expect: { keep: [] } }")]
    [InlineData("policy: p.yaml\ntests:\n  - {|PE2002:{ name: a, images: [] }|}")]
    [InlineData("policy: p.yaml\ntests:\n  - {|PE2002:{ images: [], expect: { keep: [] } }|}")]
    [InlineData("policy: p.yaml\nnow: {|PE6002:today|}\ntests: {|PE2009:[]|}")]
    [InlineData("policy: p.yaml\ntests:\n  - { name: {|PE6011:a|}, images: [{ tags: [b], pushed: 2026-01-01 }], expect: { keep: [b] } }")]
    [InlineData("policy: p.yaml\ntests:\n  - { name: {|PE6011:a|}, snapshot: s.json, expect: { keep: [b] } }")]
    [InlineData(
        "policy: p.yaml\ntests:\n  - { name: a, images: [], expect: { delete: [] } }\n"
            + "  - { name: {|PE6017:a|}, images: [], expect: { delete: [] } }"
    )]
    [InlineData("policy: p.yaml\ntests:\n  - { name: a, images: [], in-use: [{|PE6022:\"a b\"|}], expect: { delete: [] } }")]
    public void Tests_are_checked(string markup) => Check(markup);

    [Fact]
    public void A_warning_can_be_suppressed() =>
        Check(
            "policy: p.yaml\ntests:\n  - { name: a, images: [], expect: { delete: [] } }\n"
                + "  # policyengine-disable-next-line PE6017\n  - { name: a, images: [], expect: { delete: [] } }"
        );

    private static string Test(string rest) => $"policy: p.yaml\ntests:\n  - name: a test\n    {rest}\n";

    private static void Check(string markup)
    {
        var text = MarkupText.Parse(markup, "x.policytest.yaml");

        var file = PolicyTestCompiler.Compile(text.Source);

        Assert.Equal(text.Expected(), text.Describe(file.Diagnostics));
    }
}
