using System.Text;
using CsCheck;
using PolicyEngine.Compiling;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Testing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Formats.Markdown;

public sealed class MarkdownFormatTests
{
    private static readonly string[] s_elements =
        ["h1", "h2", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "a", "details", "summary", "blockquote", "div", "svg", "path"];

    [Fact]
    public void No_string_of_a_plan_makes_an_element()
    {
        PlanGenerators.Plan.Sample(plan =>
        {
            var html = RenderedHtml.Of(Rendering.Of("markdown", plan));
            Assert.All(RenderedHtml.Elements(html), element => Assert.Contains(element, s_elements));
        });
    }

    [Fact]
    public void Every_row_has_as_many_cells_as_its_table_whatever_the_plan_holds()
    {
        PlanGenerators.Plan.Sample(plan =>
        {
            var rows = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan)));
            var deleted = rows.SkipWhile(r => r is not ["Tag paths", "What", "Size", ..]).Skip(1).TakeWhile(r => r.Count == 6).Count();
            Assert.Equal(plan.Repositories.FirstOrDefault(r => r.Delete.Count > 0)?.Delete.Count ?? 0, deleted);
        });
    }

    [Fact]
    public void The_sample_renders_as_tables_with_every_digest_that_goes()
    {
        var rows = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", SamplePlans.Ordinary)));
        Assert.Equal(["Repositories", "Delete", "Untag", "Retained", "Keep", "Reclaimed"], rows[0]);
        Assert.Equal(["1", "6", "0", "0", "5", "1.1 GiB"], rows[1]);
        foreach (var deleted in SamplePlans.Ordinary.Repositories[0].Delete)
        {
            Assert.Equal(6, Assert.Single(rows, r => r[^1] == deleted.Digest).Count);
        }

        Assert.Equal("untagged: no tag leads to it", rows.Single(r => r[^1] == SampleParts.Id(6))[0]);
        Assert.Equal($"pr-7 → {SampleParts.Id(1)[..19]}", rows.Single(r => r[^1] == SampleParts.Id(2))[0]);
    }

    [Fact]
    public void A_part_that_stays_is_shown_with_the_tags_that_stay_only()
    {
        var plan = Planned("""
            app    tags=v1 pushed=2026-01-01 children=shared:linux/amd64
            pr     tags=pr-1 pushed=2026-01-01 children=shared:linux/amd64,own:linux/arm64
            loose  pushed=2026-01-01 children=held:linux/amd64
            shared pushed=2026-01-01 size=1000 config=c:300 layers=l:5000000
            own    pushed=2026-01-01 size=1000 config=c:300 layers=l:5000000,m:2000000
            held   pushed=2026-01-01
            """, """
            rules:
              - id: pull-requests
                match: { tags: ["pr-*"] }
                delete: all
            """);
        var rows = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan)));
        Assert.Equal($"v1 → {GraphText.DigestOf("app")[..19]}", rows.Single(r => r.Count == 5 && r[^1] == GraphText.DigestOf("shared"))[0]);
        Assert.Equal("no tag", rows.Single(r => r.Count == 5 && r[^1] == GraphText.DigestOf("held"))[0]);
        Assert.Equal("6.6 MiB", rows.Single(r => r.Count == 6 && r[^1] == GraphText.DigestOf("own"))[2]);
    }

    [Fact]
    public void A_part_of_more_images_that_go_than_ways_are_listed_is_not_said_to_have_no_tag()
    {
        var going = string.Concat(Enumerable.Range(0, 120).Select(i => $"p{i} tags=pr-{i} pushed=2026-01-01 children=shared:linux/amd64\n"));
        var plan = Planned(going + "app tags=v1 pushed=2026-01-01 children=shared:linux/amd64\nshared pushed=2026-01-01", """
            rules:
              - id: pull-requests
                match: { tags: ["pr-*"] }
                delete: all
            """);
        var row = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan))).Single(r => r.Count == 5 && r[^1] == GraphText.DigestOf("shared"));
        Assert.Equal("none of the first 100 tags", row[0]);
        Assert.StartsWith("Needed by v1 ", row[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/users/mona/packages/container/app", "https://github.com/users/mona/packages/container/app/7")]
    [InlineData("https://ghe.example.com/orgs/acme/packages/container/a%2Fb", "https://ghe.example.com/orgs/acme/packages/container/a%2Fb/7")]
    [InlineData(null, "https://github.com/orgs/acme/packages/container/web/7")]
    [InlineData("javascript:alert(1)", "https://github.com/orgs/acme/packages/container/web/7")]
    [InlineData("https://x.example/a) [b](https://y.example", "https://github.com/orgs/acme/packages/container/web/7")]
    public void A_digest_is_linked_to_the_page_of_its_version(string? page, string link)
    {
        var graph = GraphText.Parse("a tags=pr-1 pushed=2026-01-01 version=7\nb tags=v1 pushed=2026-01-01", GraphText.Info with { Registry = "ghcr.io", Provider = "ghcr", Page = page });
        var plan = Planner.Create(
            PolicyCompiler.Compile([SourceText.From("p.yaml", "version: 1\nrules:\n  - id: all\n    match: { tags: pr-* }\n    delete: all")]), [graph], SampleParts.Now, new PlanOptions());
        Assert.Contains($"[`{GraphText.DigestOf("a")}`]({link})", Rendering.Of("markdown", plan), StringComparison.Ordinal);
    }

    [Fact]
    public void An_orphan_is_known_by_its_referrer_tag()
    {
        var plan = Planned("""
            sig tags=sha256-{gone}.sig pushed=2026-01-01
            app tags=v1 pushed=2026-01-01
            """, """
            rules:
              - id: orphaned
                match: { state: orphaned }
                delete: all
            """);
        var rows = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan)));
        Assert.Equal("untagged: only sha256-676f6e650000….sig leads to it", rows.Single(r => r[^1] == GraphText.DigestOf("sig"))[0]);
        Assert.Contains("image, pushed 151 days ago; untagged: only its referrer tag leads to it", Rendering.Of("text", plan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(900 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData(4096)]
    public void A_long_report_stays_below_its_bytes_and_says_what_it_left_out(int maxBytes)
    {
        var plan = Long(repositories: 3, manifests: 20_000);
        var report = Rendering.Of("markdown", plan, ReportOptions.Default with { MaxBytes = maxBytes });
        Assert.InRange(Encoding.UTF8.GetByteCount(report), 1, maxBytes);
        var rows = RenderedHtml.Rows(RenderedHtml.Of(report));
        var shown = rows.Count(r => r.Count == 6 && r[^1].StartsWith("sha256:", StringComparison.Ordinal));
        var said = report.Split('\n').Where(l => l.EndsWith("more rows were left out; see the JSON plan.*", StringComparison.Ordinal))
            .Sum(l => int.Parse(l.Split(' ')[0].Trim('*').Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(60_000, shown + said);
        Assert.EndsWith("none loses a child or referrer.\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_uses_most_of_its_bytes_before_it_cuts()
    {
        var report = Rendering.Of("markdown", Long(repositories: 1, manifests: 20_000));
        Assert.InRange(Encoding.UTF8.GetByteCount(report), 600 * 1024, 900 * 1024);
    }

    [Fact]
    public void Thousands_of_repositories_are_cut_too()
    {
        var report = Rendering.Of("markdown", Long(repositories: 5000, manifests: 1));
        Assert.InRange(Encoding.UTF8.GetByteCount(report), 1, 900 * 1024);
        Assert.Contains("more repositories were left out; see the JSON plan.", report, StringComparison.Ordinal);
        Assert.Contains("| 5,000 | 5,000 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_rows_made_on_the_fly_are_enumerated_once_a_pass()
    {
        var lazy = new CountedRows(100_000);
        var plan = SamplePlans.Empty with { Repositories = [SampleParts.Repository("r", "n", "oci") with { Keep = lazy }] };
        foreach (var format in ReportFormats.Plans.All)
        {
            lazy.Enumerations = 0;
            using var sink = new MemoryStream();
            format.Write(plan, ReportOptions.Default, sink);
            Assert.InRange(lazy.Enumerations, 0, 8);
        }
    }

    private static Plan Planned(string graph, string policy) => Planner.Create(
        PolicyCompiler.Compile([SourceText.From("p.yaml", "version: 1\n" + policy)]), [GraphText.Parse(graph)], SampleParts.Now, new PlanOptions());

    private static Plan Long(int repositories, int manifests) => SamplePlans.Empty with
    {
        Repositories =
        [
            .. Enumerable.Range(0, repositories).Select(r => SampleParts.Repository("ghcr.io", $"acme/app-{r}", "ghcr") with
            {
                Delete =
                [
                    .. Enumerable.Range(1, manifests).Select(i => SampleParts.Manifest(
                        i, ManifestKind.Image, ManifestRole.Root, SampleParts.Because("old", "p.yaml:1:1", "It is old."), tags: [$"pr-{i}"], age: i, order: i, version: i)),
                ],
            }),
        ],
    };

    private sealed class CountedRows(int count) : IReadOnlyList<PlannedManifest>
    {
        private static readonly PlannedManifest s_row =
            SampleParts.Manifest(1, ManifestKind.Image, ManifestRole.Child, SampleParts.Because("r", null, "It stays."), via: ["v1", SampleParts.Id(2)]);

        public int Enumerations { get; set; }

        public int Count => count;

        public PlannedManifest this[int index] => throw new InvalidOperationException("Rows are enumerated, not indexed.");

        public IEnumerator<PlannedManifest> GetEnumerator()
        {
            Enumerations++;
            return Enumerable.Repeat(s_row, count).GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
