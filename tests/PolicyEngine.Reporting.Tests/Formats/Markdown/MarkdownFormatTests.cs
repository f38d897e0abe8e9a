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
    [
        "h1",
        "h2",
        "p",
        "strong",
        "b",
        "ul",
        "li",
        "em",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "br",
        "a",
        "details",
        "summary",
        "blockquote",
        "div",
        "svg",
        "path",
    ];

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
            IReadOnlyList<string> header = [];
            var images = 0;
            foreach (var row in RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan))))
            {
                header = row is ["Image", ..] || row is [_, "Images", ..] || row is ["", "Repository", ..] ? row : header;
                Assert.Equal(header.Count, row.Count);
                images += row != header && header is ["Image", .., "Parts"] ? 1 : 0;
            }

            Assert.Equal(
                plan.Repositories.Where(r => r.Status == PlanStatus.Planned || r.Proposed is not null)
                    .Sum(r => (r.Proposed?.Delete ?? r.Delete).Count(m => m.Role == ManifestRole.Root)),
                images
            );
        });
    }

    [Fact]
    public void The_sample_renders_as_a_row_for_each_rule_and_each_image_that_goes()
    {
        var rows = RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", SamplePlans.Ordinary)));
        Assert.Equal(["ghcr.io/acme/web", "Images", "Manifests", "Bytes", "Tags, newest first"], rows[0]);
        var deletion = Assert.Single(rows, r => r[0].StartsWith("🧹 pull-requests", StringComparison.Ordinal));
        Assert.EndsWith("policies/web.yaml:23", deletion[0], StringComparison.Ordinal);
        Assert.Equal("pr-7", deletion[^1]);
        var image = Assert.Single(rows, r => r[0] == $"pr-7 {SampleParts.Id(1)[7..19]}");
        Assert.Equal("pull-requests", image[3]);
        Assert.NotEmpty(image[4]);
    }

    [Fact]
    public void Parts_are_counted_with_their_own_image_and_bytes_add_up_to_what_is_reclaimed()
    {
        var plan = Planned(
            """
            app    tags=v1 pushed=2026-01-01 children=shared:linux/amd64
            pr     tags=pr-1 pushed=2026-01-01 children=shared:linux/amd64,own:linux/arm64
            loose  pushed=2026-01-01 children=held:linux/amd64
            shared pushed=2026-01-01 size=1000 config=c:300 layers=l:5000000
            own    pushed=2026-01-01 size=1000 config=d:300 layers=l:5000000,m:2097152
            held   pushed=2026-01-01 size=1000 layers=n:1048576
            """,
            """
            rules:
              - id: pull-requests
                match: { tags: ["pr-*"] }
                delete: all
              - id: untagged
                match: { tagged: false }
                delete: { older-than: 1d }
            """
        );
        var rows = new RepositoryRowsProbe(plan);
        Assert.Equal("1 platform", rows.Parts("pr"));
        Assert.Equal("1 platform", rows.Parts("loose"));
        Assert.Equal(plan.Repositories[0].Bytes.Reclaimed, rows.DeletedBytes);
        Assert.Equal(plan.Repositories[0].Delete.Count, rows.DeletedManifests);
        Assert.Equal(
            ["🧹 pull-requests: all that it selects p.yaml:3", "1", "2", "2 MiB", "pr-1"],
            RenderedHtml.Rows(RenderedHtml.Of(Rendering.Of("markdown", plan)))[1].Select(cell => cell.Replace('\u00A0', ' '))
        );
    }

    [Theory]
    [InlineData("https://github.com/users/mona/packages/container/app", "https://github.com/users/mona/packages/container/app/7")]
    [InlineData(
        "https://ghe.example.com/orgs/acme/packages/container/a%2Fb",
        "https://ghe.example.com/orgs/acme/packages/container/a%2Fb/7"
    )]
    [InlineData(null, "https://github.com/orgs/acme/packages/container/web/7")]
    [InlineData("javascript:alert(1)", "https://github.com/orgs/acme/packages/container/web/7")]
    [InlineData("https://x.example/a) [b](https://y.example", "https://github.com/orgs/acme/packages/container/web/7")]
    public void A_digest_is_linked_to_the_page_of_its_version(string? page, string link)
    {
        var graph = GraphText.Parse(
            "a tags=pr-1 pushed=2026-01-01 version=7\nb tags=v1 pushed=2026-01-01",
            GraphText.Info with
            {
                Registry = "ghcr.io",
                Provider = "ghcr",
                Page = page,
            }
        );
        var plan = Planner.Create(
            PolicyCompiler.Compile([
                SourceText.From("p.yaml", "version: 1\nrules:\n  - id: all\n    match: { tags: pr-* }\n    delete: all"),
            ]),
            [graph],
            SampleParts.Now,
            new PlanOptions()
        );
        Assert.Contains($"[`pr-1`]({link}) {GraphText.DigestOf("a")[7..19]}", Rendering.Of("markdown", plan), StringComparison.Ordinal);
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
        var shown = rows.Count(r => r.Count == 5 && r[1].StartsWith("pushed ", StringComparison.Ordinal));
        Assert.Equal(0, shown % 1000);
        Assert.Equal(3 - (shown / 1000), report.Split("This list is left out, since the report would be too long.").Length - 1);
        Assert.Equal(shown / 1000, report.Split("19,000 older images are not listed here.").Length - 1);
        Assert.Equal(3, rows.Count(r => r[0].StartsWith("🧹", StringComparison.Ordinal)));
        Assert.Contains("Planned for 2026-06-01 04:00:00 UTC.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_fits_lists_every_image_up_to_a_thousand_each()
    {
        var report = Rendering.Of("markdown", Long(repositories: 4, manifests: 1000));
        Assert.InRange(Encoding.UTF8.GetByteCount(report), 100 * 1024, 900 * 1024);
        Assert.Equal(
            4000,
            RenderedHtml.Rows(RenderedHtml.Of(report)).Count(r => r.Count == 5 && r[1].StartsWith("pushed ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Thousands_of_repositories_are_cut_too()
    {
        var report = Rendering.Of("markdown", Long(repositories: 5000, manifests: 1));
        Assert.InRange(Encoding.UTF8.GetByteCount(report), 1, 900 * 1024);
        Assert.Contains("more repositories were left out; see the JSON plan.", report, StringComparison.Ordinal);
        Assert.Contains("5,000 of 5,000 images to delete (100 %), 0 B to free in 5,000 repositories", report, StringComparison.Ordinal);
        Assert.Contains("4,985 more repositories: 4,985 of 4,985 images to delete", report, StringComparison.Ordinal);
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

    private static Plan Planned(string graph, string policy) =>
        Planner.Create(
            PolicyCompiler.Compile([SourceText.From("p.yaml", "version: 1\n" + policy)]),
            [GraphText.Parse(graph)],
            SampleParts.Now,
            new PlanOptions()
        );

    private static Plan Long(int repositories, int manifests) =>
        SamplePlans.Empty with
        {
            Repositories =
            [
                .. Enumerable
                    .Range(0, repositories)
                    .Select(r =>
                        SampleParts.Repository("ghcr.io", $"acme/app-{r}", "ghcr") with
                        {
                            Delete =
                            [
                                .. Enumerable
                                    .Range(1, manifests)
                                    .Select(i =>
                                        SampleParts.Manifest(
                                            i,
                                            ManifestKind.Image,
                                            ManifestRole.Root,
                                            SampleParts.Because("old", "p.yaml:1:1", "It is old."),
                                            tags: [$"pr-{i}"],
                                            age: i,
                                            order: i,
                                            version: i
                                        )
                                    ),
                            ],
                        }
                    ),
            ],
        };

    private sealed class CountedRows(int count) : IReadOnlyList<PlannedManifest>
    {
        private static readonly PlannedManifest s_row = SampleParts.Manifest(
            1,
            ManifestKind.Image,
            ManifestRole.Child,
            SampleParts.Because("r", null, "It stays."),
            via: ["v1", SampleParts.Id(2)]
        );

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
