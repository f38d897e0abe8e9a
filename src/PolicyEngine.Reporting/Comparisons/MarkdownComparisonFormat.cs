using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Comparing;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Comparisons;

/// <summary>Comparisons for pull requests and job summaries. Rows are left out,
/// and that is said, where the report would grow beyond its limit.</summary>
internal sealed class MarkdownComparisonFormat : IFormat<PlanComparison>
{
    /// <summary>By this line the comment of an earlier push is found, so that it is updated.</summary>
    private const string Marker = "<!-- policyengine: diff -->";

    private const int MaxTags = 8;

    /// <summary>What a heading, a total and the sentence about rows left out may take.</summary>
    private const int Reserve = 2048;

    public string Name => "markdown";

    public void Write(PlanComparison comparison, ReportOptions options, Stream output)
    {
        var text = new StringBuilder();
        text.Append($"{Marker}\n## Retention: {MarkdownText.Escape(ComparisonWording.Headline(comparison))}\n\n");
        text.Append($"From {Policies(comparison.Old)} to {Policies(comparison.New)}, at {PlanWording.Time(comparison.Now)}.\n");
        var room = Math.Max(options.MaxBytes, 4096) - Reserve - Encoding.UTF8.GetByteCount(text.ToString());
        var leftOut = 0;
        AddRules(text, comparison, options, ref room, ref leftOut);
        foreach (
            var repository in comparison.Repositories.OrderByDescending(repository => ComparisonWording.Images(repository.NewlyGo).Count())
        )
        {
            Add(
                text,
                $"\n### {MarkdownText.Code(repository.Info.FullName)}: "
                    + $"{ComparisonWording.Headline(repository)}\n\n"
                    + $"{ComparisonWording.Sides(repository)}\n",
                ref room,
                ref leftOut
            );
            AddChanges(text, "Newly deleted", repository.NewlyGo, ref room, ref leftOut);
            AddChanges(text, "Newly protected", [.. ComparisonWording.NewlyProtected(repository)], ref room, ref leftOut);
            AddChanges(text, "Newly kept", Others(repository.NewlyStay), ref room, ref leftOut);
            AddChanges(text, "Same result, by another rule", Others(repository.OtherRule), ref room, ref leftOut);
            AddTags(text, "Newly untagged", repository.NewlyUntagged, ref room, ref leftOut);
            AddTags(text, "No longer untagged", repository.NoLongerUntagged, ref room, ref leftOut);
        }

        if (comparison.Repositories.IsEmpty)
        {
            text.Append("\nNo policy covers any repository.\n");
        }

        if (leftOut > 0)
        {
            text.Append($"\n{PlanWording.Count(leftOut, "row")} did not fit; `--format json` lists all.\n");
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    /// <summary>What is not told as newly protected already, with the parts of it.</summary>
    private static ImmutableArray<ManifestChange> Others(ImmutableArray<ManifestChange> changes)
    {
        var told = ComparisonWording.Images(changes).Where(ComparisonWording.IsNewlyProtected).ToHashSet();
        return told.Count == 0
            ? changes
            : [.. changes.Except(ComparisonWording.PartsOf(changes, told)).Where(change => !told.Contains(change))];
    }

    private static void AddRules(StringBuilder text, PlanComparison comparison, ReportOptions options, ref int room, ref int leftOut)
    {
        var effects = RuleEffect.Of(comparison);
        if (effects.Count == 0)
        {
            return;
        }

        var links = new SourceLinks(options.SourceRoot);
        Add(text, "\n| rule | more images | fewer images |\n| --- | ---: | ---: |\n", ref room, ref leftOut);
        foreach (var effect in effects)
        {
            var place = effect.Source is { } source ? $" {links.Markdown(source)}" : "";
            Add(
                text,
                $"| **{MarkdownText.Escape(effect.Rule)}**{place} | {Signed('+', effect.More)} | {Signed('−', effect.Fewer)} |\n",
                ref room,
                ref leftOut
            );
        }
    }

    private static string Signed(char sign, int count) => count == 0 ? "" : sign + PlanWording.Number(count);

    private static string Policies(ImmutableArray<PlanPolicy> policies) =>
        policies.IsEmpty ? "no policy" : string.Join(", ", policies.Select(p => MarkdownText.Code(p.Path)));

    private static void AddChanges(
        StringBuilder text,
        string heading,
        ImmutableArray<ManifestChange> changes,
        ref int room,
        ref int leftOut
    )
    {
        if (changes.IsEmpty)
        {
            return;
        }

        Add(text, $"\n**{heading}**\n\n| image | digest | before | now |\n|---|---|---|---|\n", ref room, ref leftOut);
        foreach (var change in ComparisonWording.Images(changes).Concat(ComparisonWording.LooseParts(changes)))
        {
            var manifest = change.Manifest;
            var row =
                $"| {MarkdownText.Escape(ComparisonWording.Tags(manifest, MaxTags))} | "
                + $"{MarkdownText.Code(PlanWording.Short(manifest.Digest))} "
                + $"| {MarkdownText.Escape(ComparisonWording.Verdict(change.Old))} | "
                + $"{MarkdownText.Escape(ComparisonWording.Verdict(change.New))} |\n";
            Add(text, row, ref room, ref leftOut);
        }
    }

    private static void AddTags(StringBuilder text, string heading, ImmutableArray<PlannedUntag> tags, ref int room, ref int leftOut)
    {
        if (tags.IsEmpty)
        {
            return;
        }

        Add(text, $"\n**{heading}**\n\n| tag | digest | why |\n|---|---|---|\n", ref room, ref leftOut);
        foreach (var tag in tags)
        {
            Add(
                text,
                $"| {MarkdownText.Escape(tag.Tag)} | {MarkdownText.Code(PlanWording.Short(tag.Digest))} "
                    + $"| {MarkdownText.Escape(ComparisonWording.Verdict(tag.Verdict))} |\n",
                ref room,
                ref leftOut
            );
        }
    }

    private static void Add(StringBuilder text, string part, ref int room, ref int leftOut)
    {
        var bytes = Encoding.UTF8.GetByteCount(part);
        if (bytes > room)
        {
            leftOut++;
            room = 0;
            return;
        }

        room -= bytes;
        text.Append(part);
    }
}
