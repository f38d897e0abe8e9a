using PolicyEngine.Reporting.Tests.Samples;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests;

public sealed class ReportCatalogTests
{
    public static TheoryData<string, string> Reports
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var format in ReportFormats.Plans.All)
            {
                foreach (var (name, _) in SamplePlans.All)
                {
                    data.Add(format.Name, name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_format_shows_the_same_three_plans(string format, string name)
    {
        var plan = SamplePlans.All.Single(s => s.Name == name).Plan;
        var shown = Rendering.Of(format, plan);
        if (format == "html")
        {
            // Most of the page is its script and style; what it shows is looked at in a browser.
            Assert.StartsWith("<!doctype html>", shown, StringComparison.Ordinal);
            return;
        }

        Snapshot.Match(shown, SnapshotNameExtension.Create(format, name));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_format_writes_the_same_bytes_twice(string format, string name)
    {
        var plan = SamplePlans.All.Single(s => s.Name == name).Plan;
        Assert.Equal(Rendering.Of(format, plan), Rendering.Of(format, plan));
    }

    [Fact]
    public void Names_are_unique_and_found()
    {
        Assert.Equal(ReportFormats.Plans.All.Length, ReportFormats.Plans.All.Select(f => f.Name).Distinct().Count());
        Assert.All(ReportFormats.Plans.All, f => Assert.Same(f, ReportFormats.Plans.Find(f.Name)));
        Assert.Null(ReportFormats.Plans.Find("xml"));
    }
}
