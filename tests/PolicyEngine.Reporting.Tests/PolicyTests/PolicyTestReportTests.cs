using System.Xml.Linq;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.Reporting.Tests.Samples;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Testing;
using Snapshooter;
using Snapshooter.Xunit;
using Xunit;

namespace PolicyEngine.Reporting.Tests.PolicyTests;

public sealed class PolicyTestReportTests
{
    public static TheoryData<string> Formats => [.. ReportFormats.PolicyTests.All.Select(f => f.Name)];

    [Fact]
    public void Formats_are_found_by_their_names()
    {
        Assert.Equal(["text", "junit", "github"], ReportFormats.PolicyTests.All.Select(f => f.Name));
        Assert.All(ReportFormats.PolicyTests.All, f => Assert.Same(f, ReportFormats.PolicyTests.Find(f.Name)));
        Assert.Null(ReportFormats.PolicyTests.Find("sarif"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_run_with_failures_and_a_broken_file(string format) =>
        Snapshot.Match(Write(format, null, "failing", "broken"), SnapshotNameExtension.Create(format));

    [Fact]
    public void A_run_that_succeeds_is_short() =>
        Assert.Equal(
            """
            tests/fixtures/policytests/failing.policytest.yaml
              ✓ old pull requests go, the newest three stay

            1 test: 1 passed, 0 failed.

            """,
            Write("text", "old pull", "failing")
        );

    [Fact]
    public void Color_marks_what_failed()
    {
        using var stream = new MemoryStream();
        ReportFormats.PolicyTests.Find("text")!.Write(Run(null, "failing"), ReportOptions.Default with { Color = true }, stream);
        Assert.Contains("\u001b[31m✗\u001b[0m only two stay", Rendering.Text(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_counts_are_those_of_its_elements()
    {
        var xml = XDocument.Parse(Write("junit", null, "failing", "broken")).Root!;

        foreach (var element in xml.Elements("testsuite").Append(xml))
        {
            Assert.Equal(element.Descendants("testcase").Count(), (int)element.Attribute("tests")!);
            Assert.Equal(element.Descendants("failure").Count(), (int)element.Attribute("failures")!);
            Assert.Equal(element.Descendants("error").Count(), (int)element.Attribute("errors")!);
            Assert.Equal(element.Descendants("skipped").Count(), (int)element.Attribute("skipped")!);
        }

        Assert.Equal(
            (6, 3, 1, 1),
            ((int)xml.Attribute("tests")!, (int)xml.Attribute("failures")!, (int)xml.Attribute("errors")!, (int)xml.Attribute("skipped")!)
        );
    }

    private static string Write(string format, string? filter, params string[] files)
    {
        using var stream = new MemoryStream();
        ReportFormats.PolicyTests.Find(format)!.Write(Run(filter, files), ReportOptions.Default, stream);
        return Rendering.Text(stream.ToArray());
    }

    private static PolicyTestRun Run(string? filter, params string[] files) =>
        new([.. files.Select(f => PolicyTestFolder.Run($"tests/fixtures/policytests/{f}{PolicyTestFile.Extension}", filter))]);
}
