using System.Buffers;
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

    private static readonly SearchValues<char> s_address = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/%:");
    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/");

    private readonly string? _page = PageOf(plan);
    private HashSet<string>? _leaving;

    /// <summary>The tags that will be no more: those of images that are deleted, and those that are removed. Found when first asked for, since it takes a look at all that is deleted.</summary>
    private HashSet<string> Leaving => _leaving ??= [.. plan.Delete.SelectMany(m => m.Tags), .. plan.Untag.Select(u => u.Tag)];

    /// <summary>What stays as a part of something, with the ways from tags that are kept: only those protect it.</summary>
    public RowModel Part(PlannedManifest manifest)
    {
        var staying = manifest.Paths.RemoveAll(path => path.IsEmpty || Leaving.Contains(path[0]));
        var paths = !staying.IsEmpty ? Ways(staying)
            : manifest.Paths.Length < GraphPaths.MostPaths ? "no tag"
            : $"none of the first {PlanWording.Number(GraphPaths.MostPaths)} tags";
        return Manifest(manifest) with { Paths = paths };
    }

    public RowModel Manifest(PlannedManifest manifest) => new(
        Digest: Digest(manifest),
        Tags: Tags(manifest),
        What: (manifest.Role == ManifestRole.Root ? "" : "↳ ") + MarkdownText.Escape(PlanWording.What(manifest), MaxName),
        Size: manifest.TotalSize is { } size ? PlanWording.Size(size) : "",
        Age: MarkdownText.Escape(PlanWording.Age(manifest, now), MaxName),
        Paths: Paths(manifest),
        Reason: MarkdownText.Escape(manifest.Verdict.Text),
        Rule: MarkdownText.Code(manifest.Verdict.Rule, MaxName),
        Source: MarkdownText.Code(manifest.Verdict.Source, MaxName));

    public static RowModel Untag(PlannedUntag untag) => new(
        Digest: MarkdownText.Code(untag.Digest, MaxName),
        Tags: MarkdownText.Code(untag.Tag, MaxName),
        Reason: MarkdownText.Escape(untag.Verdict.Text),
        Rule: MarkdownText.Code(untag.Verdict.Rule, MaxName),
        Source: MarkdownText.Code(untag.Verdict.Source, MaxName));

    public static RowModel Group(KeptGroup group) => new(
        Tags: group.Names(t => MarkdownText.Code(t, MaxName)),
        Reason: MarkdownText.Escape(group.Text),
        Rule: MarkdownText.Code(group.Rule, MaxName),
        Source: MarkdownText.Code(group.Source, MaxName),
        Count: (group.Images, group.Parts) switch
        {
            (0, var parts) => PlanWording.Count(parts, "part"),
            (var images, 0) => PlanWording.Count(images, "image"),
            var (images, parts) => $"{PlanWording.Count(images, "image")}, {PlanWording.Count(parts, "part")}",
        });

    public static RowModel Finding(PlanFinding finding) => new(
        Digest: MarkdownText.Code(finding.Digest is null ? null : PlanWording.Short(finding.Digest), MaxName),
        Reason: MarkdownText.Escape(finding.Message),
        Rule: MarkdownText.Code(finding.Id, MaxName),
        Source: MarkdownText.Code(finding.Source, MaxName),
        Severity: SeverityText.Of(finding.Severity));

    /// <summary>
    /// The package's page on GitHub, to which a version's id is added. Where the plan does not know it, the address is the one for organizations: they are who
    /// cleans up by policy.
    /// </summary>
    private static string? PageOf(RepositoryPlan plan)
    {
        if (plan.Info is { Kind.HasPackages: true, Page: { } page } && page.StartsWith("https://", StringComparison.Ordinal) && !page.AsSpan("https:".Length).ContainsAnyExcept(s_address))
        {
            return $"{page}/";
        }

        var slash = plan.Info.Name.IndexOf('/', StringComparison.Ordinal);
        if (plan.Info is not { Kind.HasPackages: true, Registry: "ghcr.io" } || slash <= 0 || plan.Info.Name.AsSpan().ContainsAnyExcept(s_name))
        {
            return null;
        }

        var package = plan.Info.Name[(slash + 1)..].Replace("/", "%2F", StringComparison.Ordinal);
        return $"https://github.com/orgs/{plan.Info.Name[..slash]}/packages/container/{package}/";
    }

    private string Digest(PlannedManifest manifest)
    {
        var code = MarkdownText.Code(manifest.Digest, MaxName);
        return _page is null || manifest.VersionId is not { } version ? code : $"[{code}]({_page}{version})";
    }

    private static string Tags(PlannedManifest manifest) => manifest.Tags.IsEmpty ? "untagged" : Some(manifest.Tags, MaxTags, ", ", t => MarkdownText.Code(t, MaxName));

    private static string Paths(PlannedManifest manifest) =>
        !manifest.Paths.IsEmpty ? Ways(manifest.Paths)
        : manifest.Tags.IsEmpty ? "untagged: no tag leads to it"
        : $"untagged: only {Some(manifest.Tags, 1, ", ", t => MarkdownText.Code(ShortTag(t), MaxName))} leads to it";

    private static string Ways(ImmutableArray<ImmutableArray<string>> paths) =>
        Some(paths, MaxPaths, "<br>", path => string.Join(" → ", path.Take(Math.Max(path.Length - 1, 1)).Select(step => MarkdownText.Code(PlanWording.Short(step), MaxName))));

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
        string.Join(separator, items.Take(max).Select(show)) + (items.Count > max ? $"{separator}and {PlanWording.Number(items.Count - max)} more" : "");
}
