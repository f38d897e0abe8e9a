using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Makes the escaped cells of one repository's tables.</summary>
internal sealed class RowCells(RepositoryPlan plan, DateTimeOffset now)
{
    private const int MaxName = 200;
    private const int MaxTags = 10;
    private const int MaxPaths = 10;
    private const int MaxGroupTags = 5;

    private readonly string? _page = PackagePage.Of(plan);
    private HashSet<string>? _leaving;

    /// <summary>The tags that will be no more: those of images that are deleted, and those that are
    /// removed. Found when first asked for, since it takes a look at all that is deleted.</summary>
    private HashSet<string> Leaving => _leaving ??= [.. plan.Delete.SelectMany(m => m.Tags), .. plan.Untag.Select(u => u.Tag)];

    /// <summary>What stays as a part of something, with the ways from tags that are kept: only those protect it.</summary>
    public RowModel Part(PlannedManifest manifest)
    {
        var staying = manifest.Paths.RemoveAll(path => path.IsEmpty || Leaving.Contains(path[0]));
        var paths =
            !staying.IsEmpty ? Ways(staying)
            : manifest.Paths.Length < GraphPaths.MostPaths ? "no tag"
            : $"none of the first {PlanWording.Number(GraphPaths.MostPaths)} tags";
        return Manifest(manifest) with { Paths = paths };
    }

    public RowModel Manifest(PlannedManifest manifest) =>
        new(
            Digest: Digest(manifest),
            Tags: Tags(manifest),
            What: (manifest.Role == ManifestRole.Root ? "" : "↳ ") + MarkdownText.Escape(PlanWording.What(manifest), MaxName),
            Size: manifest.TotalSize is { } size ? PlanWording.Size(size) : "",
            Age: MarkdownText.Escape(PlanWording.Age(manifest, now), MaxName),
            Paths: Paths(manifest),
            Reason: MarkdownText.Escape(manifest.Verdict.Text),
            Rule: MarkdownText.Code(manifest.Verdict.Rule, MaxName),
            Source: MarkdownText.Code(manifest.Verdict.Source, MaxName)
        );

    public static RowModel Untag(PlannedUntag untag) =>
        new(
            Digest: MarkdownText.Code(untag.Digest, MaxName),
            Tags: MarkdownText.Code(untag.Tag, MaxName),
            Reason: MarkdownText.Escape(untag.Verdict.Text),
            Rule: MarkdownText.Code(untag.Verdict.Rule, MaxName),
            Source: MarkdownText.Code(untag.Verdict.Source, MaxName)
        );

    public static RowModel Group(RuleGroup group) =>
        new(
            Tags: group.Names(MaxGroupTags, t => MarkdownText.Code(t, MaxName)),
            Reason: MarkdownText.Escape(group.Words),
            Rule: MarkdownText.Code(group.Rule, MaxName),
            Source: MarkdownText.Code(group.Source, MaxName),
            Count: group.Images == 0
                ? PlanWording.Count(group.Manifests, "part")
                : $"{PlanWording.Count(group.Images, "image")}"
                    + $"{(group.Manifests > group.Images ? $", {PlanWording.Count(group.Manifests - group.Images, "part")}" : "")}"
        );

    public static RowModel Finding(PlanFinding finding) =>
        new(
            Digest: MarkdownText.Code(finding.Digest is null ? null : PlanWording.Short(finding.Digest), MaxName),
            Reason: MarkdownText.Escape(finding.Message),
            Rule: MarkdownText.Code(finding.Id, MaxName),
            Source: MarkdownText.Code(finding.Source, MaxName),
            Severity: SeverityText.Of(finding.Severity)
        );

    private string Digest(PlannedManifest manifest)
    {
        var code = MarkdownText.Code(manifest.Digest, MaxName);
        return PackagePage.Of(_page, manifest) is { } page ? $"[{code}]({page})" : code;
    }

    private static string Tags(PlannedManifest manifest) =>
        manifest.Tags.IsEmpty ? "untagged" : Some(manifest.Tags, MaxTags, ", ", t => MarkdownText.Code(t, MaxName));

    private static string Paths(PlannedManifest manifest) =>
        !manifest.Paths.IsEmpty ? Ways(manifest.Paths)
        : manifest.Tags.IsEmpty ? "untagged: no tag leads to it"
        : $"untagged: only {Some(manifest.Tags, 1, ", ", t => MarkdownText.Code(ShortTag(t), MaxName))} leads to it";

    private static string Ways(ImmutableArray<ImmutableArray<string>> paths) =>
        Some(paths, MaxPaths, "<br>", path =>
            string.Join(" → ", path.Take(Math.Max(path.Length - 1, 1)).Select(step => MarkdownText.Code(PlanWording.Short(step), MaxName)))
        );

    /// <summary>A referrer tag is as long as a digest: <c>sha256-0123456789ab….sig</c>.</summary>
    private static string ShortTag(string tag)
    {
        if (!ReferrerTagName.TryParse(tag, out _))
        {
            return tag;
        }

        var end = tag.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? tag[dot..] : "";
        return $"{tag[..(tag.IndexOf('-', StringComparison.Ordinal) + 13)]}…{end}";
    }

    private static string Some<T>(IReadOnlyList<T> items, int max, string separator, Func<T, string> show) =>
        string.Join(separator, items.Take(max).Select(show))
        + (items.Count > max ? $"{separator}and {PlanWording.Number(items.Count - max)} more" : "");
}
