using System.Text.Json;
using PolicyEngine.Diagnostics;
using PolicyEngine.Reporting.Tests.Samples;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

public sealed class DiagnosticReportTests
{
    public static TheoryData<string> Formats => [.. ReportFormats.Diagnostics.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_shows_the_same_diagnostics(string format) =>
        Snapshot.Match(Rendering.Of(format, SampleDiagnostics.All), SnapshotNameExtension.Create(format));

    [Theory]
    [InlineData("json")]
    [InlineData("sarif")]
    public void Programs_are_told_that_there_are_none(string format) =>
        Snapshot.Match(Rendering.Of(format, []), SnapshotNameExtension.Create(format));

    [Theory]
    [InlineData("text")]
    [InlineData("github")]
    public void People_are_told_nothing_where_there_are_none(string format) => Assert.Equal("", Rendering.Of(format, []));

    [Fact]
    public void The_edits_of_a_fix_are_places_from_1_with_an_exclusive_end()
    {
        using var json = JsonDocument.Parse(Rendering.Of("json", SampleDiagnostics.All));
        var edit = json.RootElement.GetProperty("diagnostics")[1].GetProperty("fix").GetProperty("edits")[0];
        Assert.Equal("""{"line":4,"column":15,"endLine":4,"endColumn":25,"newText":"older-than"}""", JsonSerializer.Serialize(edit));
    }

    [Fact]
    public void GitHub_gets_ten_of_each_kind_the_errors_first_and_is_told_of_the_rest()
    {
        var lines = Rendering
            .Of(
                "github",
                [.. SampleDiagnostics.Many(12, DiagnosticSeverity.Warning), .. SampleDiagnostics.Many(11, DiagnosticSeverity.Error)]
            )
            .TrimEnd()
            .Split('\n');
        Assert.Equal(21, lines.Length);
        Assert.All(lines[..10], l => Assert.StartsWith("::error file=p.yaml,", l, StringComparison.Ordinal));
        Assert.All(lines[10..20], l => Assert.StartsWith("::warning file=p.yaml,", l, StringComparison.Ordinal));
        Assert.Equal("1 more error and 2 more warnings not shown as annotations: GitHub shows 10 of each kind.", lines[20]);
    }

    [Fact]
    public void Code_scanning_gets_no_more_results_than_it_takes_the_errors_first()
    {
        using var json = JsonDocument.Parse(
            Rendering.Of(
                "sarif",
                [.. SampleDiagnostics.Many(25_000, DiagnosticSeverity.Warning), .. SampleDiagnostics.Many(2, DiagnosticSeverity.Error)]
            )
        );
        var run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal(25_000, run.GetProperty("results").GetArrayLength());
        Assert.Equal("error", run.GetProperty("results")[1].GetProperty("level").GetString());
        Assert.Equal("warning", run.GetProperty("results")[2].GetProperty("level").GetString());
        Assert.Contains("2 more results were left out", run.GetProperty("invocations")[0].GetRawText(), StringComparison.Ordinal);
    }
}
