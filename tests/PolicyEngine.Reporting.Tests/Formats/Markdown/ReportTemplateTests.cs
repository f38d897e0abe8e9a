using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Formats.Markdown;

public sealed class ReportTemplateTests
{
    [Fact]
    public void A_users_template_sees_the_plan_with_everything_escaped()
    {
        const string Template =
            "{{ for r in report.repositories }}{{ r.name }}: {{ for row in r.deleted.rows }}{{ row.tags }};{{ end }}\n{{ end }}";
        var report = Render(Template);
        Assert.StartsWith(
            "ghcr.io/acme/&#36;&#123;&#123; evil &#125;&#125;&#60;b&#62;: `_evil`, <code>a&#124;b</code>, <code>&#60;script&#62;",
            report,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a\n  {{ if }}", 2, 9)]
    [InlineData("a\n{{ nothing }}", 2, 4)]
    [InlineData("{{ report.nothing }}", 1, 11)]
    [InlineData("{{ for x in 1..2 }}", 1, 18)]
    [InlineData("{{ date.now }}", 1, 4)]
    [InlineData("{{ math.random 1 9 }}", 1, 9)]
    [InlineData("{{ object.eval '1' }}", 1, 11)]
    [InlineData("{{ include 'x' }}", 1, 4)]
    public void A_mistake_in_a_template_is_reported_at_its_place(string template, int line, int column)
    {
        var e = Assert.Throws<ReportTemplateException>(() => Render(template));
        Assert.Equal((line, column), (e.Line, e.Column));
        Assert.StartsWith($"my.scriban:{line}:{column}: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ while true }}x{{ end }}")]
    [InlineData("{{ func f; f; end; f }}")]
    [InlineData("{{ func f; f; f; end; f }}")]
    [InlineData("{{ func f(n); if n > 0; f(n - 1); f(n - 1); end; end; f 60 }}")]
    [InlineData("{{ x = 'aaaaaaaa'; for i in 1..40; x = x + x; end }}")]
    [InlineData("{{ 'a' | string.pad_left 1000000000 }}")]
    [InlineData("{{ 'abc' * 1000000000 }}")]
    [InlineData("{{ a = [1]; for i in 1..40; a = a + a; end; a | array.size }}")]
    [InlineData("{{ for i in 1..100000; for j in 1..100000; end; end }}")]
    [InlineData("{{ s = 'a,' * 500000; for i in 1..100000; t = s | string.split ','; end }}")]
    public void A_template_that_does_not_end_is_stopped(string template) => Assert.Throws<ReportTemplateException>(() => Render(template));

    [Theory]
    [InlineData("{{ for i in 1..900000 }}TEXT{{ end }}")]
    [InlineData("{{ capture all }}{{ for i in 1..900000 }}TEXT{{ end }}{{ end }}")]
    public void Text_that_is_repeated_is_stopped_long_before_memory_is_full(string template)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ReportTemplateException>(() => Render(template.Replace("TEXT", new string('x', 900_000), StringComparison.Ordinal)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
    }

    [Fact]
    public void A_template_longer_than_the_report_may_be_is_cut_and_says_so()
    {
        var report = Render(string.Concat(Enumerable.Repeat("0123456789\n", 100_000)));
        Assert.InRange(report.Length, 1, ReportOptions.DefaultMaxBytes);
        Assert.EndsWith(
            "0123456789\n\n**This report was cut here because it is too long; see the JSON plan.**\n",
            report,
            StringComparison.Ordinal
        );
    }

    private static string Render(string template) =>
        Rendering.Of("markdown", SamplePlans.Hostile, ReportOptions.Default with { Template = template, TemplatePath = "my.scriban" });
}
