using System.Globalization;
using System.Text;
using PolicyEngine.Applying;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

public sealed class ApplyReportTests
{
    private const string Hostile = "a|b\n# x <img src=x onerror=1> @team \u001b[31m";

    [Theory]
    [InlineData("text")]
    [InlineData("markdown")]
    [InlineData("json")]
    public void Every_format_tells_apart_what_was_done_and_what_was_not(string format) =>
        Snapshot.Match(Write(format, Mixed()), $"ApplyReportTests.Mixed_{format}");

    [Fact]
    public void What_was_restored_is_told_as_that() =>
        Snapshot.Match(
            Write(
                "markdown",
                new ApplyReport
                {
                    Repositories =
                    [
                        new RepositoryApplyReport
                        {
                            Repository = "ghcr.io/acme/web",
                            Status = ApplyStatus.Applied,
                            Steps =
                            [
                                new AppliedStep(ApplyAction.Restore, DigestOf(1), [], ApplyOutcome.AlreadyThere, ""),
                                new AppliedStep(ApplyAction.Restore, DigestOf(2), ["pr-1"], ApplyOutcome.Done, ""),
                                new AppliedStep(ApplyAction.Tag, DigestOf(2), ["pr-1"], ApplyOutcome.Done, ""),
                            ],
                            Proof = new ApplyProof(2, 1, [], []),
                        },
                    ],
                }
            )
        );

    [Theory]
    [InlineData("text")]
    [InlineData("markdown")]
    public void A_reason_is_given_once_and_parts_are_counted(string format) =>
        Snapshot.Match(Write(format, Limited()), $"ApplyReportTests.Limited_{format}");

    [Fact]
    public void A_long_report_keeps_what_failed_and_says_what_is_left_out()
    {
        var many = Mixed(20_000);
        using var output = new MemoryStream();
        ApplyMarkdown.Write(many, ReportOptions.Default with { MaxBytes = 50_000 }, output);
        Assert.InRange(output.Length, 10_000, 50_000);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("The registry answered 500.", text, StringComparison.Ordinal);
        Assert.Matches("[0-9,]+ more rows were left out; see the journal", text);
    }

    [Fact]
    public void Nothing_of_a_registry_becomes_markup()
    {
        var html = RenderedHtml.Of(Write("markdown", Mixed()));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1>x", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_ones_own_takes_the_place_of_the_built_in_one()
    {
        using var output = new MemoryStream();
        ApplyMarkdown.Write(
            Mixed(),
            ReportOptions.Default with
            {
                Template = "{{ report.totals.failed }} of {{ report.repositories | array.size }}",
            },
            output
        );
        Assert.Equal("1 of 2", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Throws<ReportTemplateException>(() =>
            ApplyMarkdown.Write(Mixed(), ReportOptions.Default with { Template = "{{ report.nonsense }}" }, output)
        );
    }

    private static string Write(string format, ApplyReport report)
    {
        using var output = new MemoryStream();
        switch (format)
        {
            case "json":
                ApplyJson.Write(report, output);
                break;
            case "markdown":
                ApplyMarkdown.Write(report, ReportOptions.Default, output);
                break;
            default:
                using (var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true))
                {
                    ApplyText.Write(report, writer, ReportOptions.Default with { Width = 0 });
                }

                break;
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static ApplyReport Mixed(int deletions = 2) =>
        new()
        {
            Cancelled = true,
            Repositories =
            [
                new RepositoryApplyReport
                {
                    Repository = "registry.example.com/team/web",
                    Status = ApplyStatus.Applied,
                    Steps =
                    [
                        .. Enumerable
                            .Range(0, deletions)
                            .Select(i => new AppliedStep(
                                ApplyAction.Delete,
                                DigestOf(i),
                                i == 0 ? ["pr-1", "nightly"] : [],
                                ApplyOutcome.Done,
                                ""
                            )),
                        new AppliedStep(ApplyAction.Delete, DigestOf(101), ["pr-7"], ApplyOutcome.AlreadyGone, ""),
                        new AppliedStep(
                            ApplyAction.Delete,
                            DigestOf(102),
                            ["pr-8"],
                            ApplyOutcome.Retained,
                            "GitHub does not delete the last tagged version of a package."
                        ),
                        new AppliedStep(
                            ApplyAction.Delete,
                            DigestOf(103),
                            ["pr-9"],
                            ApplyOutcome.Spared,
                            $"The tag '{Hostile}' was put on it since the plan was made."
                        ),
                        new AppliedStep(ApplyAction.Delete, DigestOf(104), [], ApplyOutcome.NotAttempted, "The time budget is used up."),
                        new AppliedStep(ApplyAction.Untag, DigestOf(105), ["old"], ApplyOutcome.Failed, "The registry answered 500."),
                    ],
                    Notes = ["The registry frees the space of deleted images by its own garbage collection."],
                    ProofBefore = new PlanProof(3, 9, 0),
                    Proof = new ApplyProof(11, 2, [DigestOf(106)], ["v1"]),
                    PlannedBytes = 5_000_000,
                    ReclaimedBytes = 3_000_000,
                    IsReclaimedExact = false,
                },
                new RepositoryApplyReport
                {
                    Repository = "registry.example.com/team/api",
                    Status = ApplyStatus.Stale,
                    Reason = "The repository has changed since the plan was made: nothing was done.",
                    Changes = [$"The tag '{Hostile}' is new."],
                },
            ],
        };

    /// <summary>A night that a limit ended: two images of three parts were deleted, and three were not.</summary>
    private static ApplyReport Limited()
    {
        string[] reasons =
        [
            "",
            "",
            "Deleting it with its parts is 4 deletions; 1 of 9 is left.",
            "Deleting it with its parts is 4 deletions; 1 of 9 is left.",
            "The time budget is used up.",
        ];
        var steps = reasons.SelectMany(
            (reason, image) =>
                Enumerable
                    .Range(0, 4)
                    .Select(part => new AppliedStep(
                        ApplyAction.Delete,
                        DigestOf((10 * image) + part),
                        part == 0 ? [$"pr-{image}"] : [],
                        reason.Length == 0 ? ApplyOutcome.Done : ApplyOutcome.NotAttempted,
                        part == 0 || reason.Length == 0 ? reason : $"It must be deleted after {DigestOf(10 * image)}, which needs it."
                    )
                    {
                        FollowsImage = part > 0,
                    })
        );
        return new ApplyReport
        {
            Repositories =
            [
                new RepositoryApplyReport
                {
                    Repository = "ghcr.io/acme/web",
                    Status = ApplyStatus.Applied,
                    Steps =
                    [
                        .. steps,
                        new AppliedStep(ApplyAction.Delete, DigestOf(90), ["pr-9"], ApplyOutcome.Retained, "It has over 5,000 downloads."),
                        new AppliedStep(
                            ApplyAction.Delete,
                            DigestOf(91),
                            [],
                            ApplyOutcome.Spared,
                            $"{DigestOf(90)}, which needs it, is kept."
                        )
                        {
                            FollowsImage = true,
                        },
                    ],
                    Proof = new ApplyProof(9, 3, [], []),
                },
            ],
        };
    }

    private static string DigestOf(int number) => "sha256:" + number.ToString("x64", CultureInfo.InvariantCulture);
}
