using PolicyEngine.Checking;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Testing;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests.Checks;

public sealed class CheckFormatTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public void What_is_broken_is_listed(string format) =>
        Snapshot.Match(
            Write(format, IntegrityCheck.Check(SampleGraphs.Rich), IntegrityCheck.Check(SampleGraphs.Hostile)),
            new SnapshotNameExtension(format)
        );

    [Fact]
    public void A_whole_repository_has_no_violation()
    {
        var report = IntegrityCheck.Check(GraphText.Parse("app tags=v1 children=amd\namd\nsig subject=app\nempty tags=e children="));
        Assert.Empty(report.Violations);
        Assert.Contains("nothing is broken in 4 manifests, 2 tags", Write("text", report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_read_is_a_violation() =>
        Assert.Equal(IntegrityKind.Unread, Assert.Single(IntegrityCheck.Check(GraphText.Parse("a tags=v1 unread")).Violations).Kind);

    [Fact]
    public void What_is_listed_without_a_manifest_is_told_by_its_tags_and_an_orphan_by_its_referrer_tag() =>
        Snapshot.Match(
            Write(
                "text",
                IntegrityCheck.Check(
                    GraphText.Parse(
                        "a tags=v1,v2 unread\nb unread\nc tags=v3 unread\nsig tags=sha256-{gone}.sig",
                        GraphText.Info with
                        {
                            ListedButGone = [GraphText.DigestOf("a"), GraphText.DigestOf("b")],
                            DanglingTags = ["v0"],
                        }
                    )
                )
            )
        );

    private static string Write(string format, params IntegrityReport[] reports)
    {
        using var stream = new MemoryStream();
        ReportFormats.Checks.Find(format)!.Write(reports, ReportOptions.Default, stream);
        return Rendering.Text(stream.ToArray());
    }
}
