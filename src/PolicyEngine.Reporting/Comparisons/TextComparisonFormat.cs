using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Comparing;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>Comparisons for people at a terminal.</summary>
internal sealed class TextComparisonFormat : IFormat<PlanComparison>
{
    private const int MaxTags = 8;

    public string Name => "text";

    public void Write(PlanComparison comparison, ReportOptions options, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var lines = new TextLines(writer, options);
        lines.Line(0, $"From {Policies(comparison.Old)} to {Policies(comparison.New)}, at {PlanWording.Time(comparison.Now)}");
        foreach (var repository in comparison.Repositories)
        {
            lines.Blank();
            Write(repository, comparison.Now, lines, options);
        }

        if (comparison.Repositories.IsEmpty)
        {
            lines.Blank();
            lines.Line(0, "No policy covers any repository.");
        }
    }

    private static string Policies(ImmutableArray<PlanPolicy> policies) =>
        policies.IsEmpty ? "no policy" : string.Join(", ", policies.Select(p => TextReport.Safe(p.Path)));

    private static void Write(RepositoryComparison repository, DateTimeOffset now, TextLines lines, ReportOptions options)
    {
        lines.Line(0, $"{lines.Bold(TextReport.Safe(repository.Info.FullName))}: {ComparisonWording.Headline(repository)}");
        lines.Sentence(2, ComparisonWording.Sides(repository), lines.Dim);
        foreach (var (side, word) in new[] { (repository.Old, "Before"), (repository.New, "Now") })
        {
            if (side?.Reason is { } reason)
            {
                lines.Sentence(2, $"{word}: {TextReport.Safe(reason)}", lines.Red);
            }
        }

        WriteChanges("Newly deleted:", lines.Red("-"), repository.NewlyGo, now, lines, options);
        WriteChanges("Newly kept:", lines.Green("+"), repository.NewlyStay, now, lines, options);
        WriteChanges("Same result, by another rule:", lines.Yellow("~"), repository.OtherRule, now, lines, options);
        WriteTags("Newly untagged:", lines.Red("-"), repository.NewlyUntagged, lines, options);
        WriteTags("No longer untagged:", lines.Green("+"), repository.NoLongerUntagged, lines, options);
    }

    private static void WriteChanges(
        string heading,
        string sign,
        ImmutableArray<ManifestChange> changes,
        DateTimeOffset now,
        TextLines lines,
        ReportOptions options
    )
    {
        if (changes.IsEmpty)
        {
            return;
        }

        lines.Line(2, heading);
        ManifestChange[] shown = [.. ComparisonWording.Images(changes), .. ComparisonWording.LooseParts(changes)];
        foreach (var change in shown.Take(TextReport.MaxRows(options)))
        {
            var manifest = change.Manifest;
            lines.Line(
                2,
                $"{sign} "
                    + $"{lines.Bold(TextReport.Safe(ComparisonWording.Tags(manifest, MaxTags)))}  "
                    + $"{PlanWording.Short(TextReport.Safe(manifest.Digest))}  "
                    + $"{TextReport.Safe(PlanWording.What(manifest))}, {TextReport.Safe(PlanWording.Age(manifest, now))}"
            );
            lines.Sentence(6, $"Before: {TextReport.Safe(ComparisonWording.Verdict(change.Old))}", lines.Dim);
            lines.Sentence(6, $"Now: {TextReport.Safe(ComparisonWording.Verdict(change.New))}", lines.Dim);
        }

        TextReport.WriteMore(lines, 4, shown.Length - TextReport.MaxRows(options), "image");
    }

    private static void WriteTags(string heading, string sign, ImmutableArray<PlannedUntag> tags, TextLines lines, ReportOptions options)
    {
        if (tags.IsEmpty)
        {
            return;
        }

        lines.Line(2, heading);
        foreach (var tag in tags.Take(TextReport.MaxRows(options)))
        {
            lines.Line(2, $"{sign} {lines.Bold(TextReport.Safe(tag.Tag))}  from {PlanWording.Short(TextReport.Safe(tag.Digest))}");
            lines.Sentence(6, TextReport.Safe(ComparisonWording.Verdict(tag.Verdict)), lines.Dim);
        }

        TextReport.WriteMore(lines, 4, tags.Length - TextReport.MaxRows(options), "tag");
    }
}
