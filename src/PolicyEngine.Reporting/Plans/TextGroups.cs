using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Reporting.Wording;
using PolicyEngine.Reporting.Writing;

namespace PolicyEngine.Reporting.Plans;

/// <summary>Writes what becomes of images, by rule: the reason once, then a line
/// for each image, newest first; verbosely with its sentence and parts.</summary>
internal sealed class TextGroups(TextLines lines, ReportOptions options, DateTimeOffset now)
{
    private const int MaxTags = 8;
    private const int MaxKeptTags = 5;
    private const int MaxParts = 50;

    /// <summary>Writes the groups of a plan.</summary>
    public void Write(RepositoryRows rows)
    {
        var would = rows.Plan.Proposed is null ? "" : "Would ";
        foreach (
            var (effect, title) in ((GroupEffect, string)[])
                [
                    (GroupEffect.Delete, "delete"),
                    (GroupEffect.Untag, "untag"),
                    (GroupEffect.Retain, "retain, since the registry does not allow deleting it"),
                    (GroupEffect.Keep, "keep"),
                ]
        )
        {
            var groups = rows.Groups.Where(group => group.Effect == effect).ToList();
            if (groups.Count == 0)
            {
                continue;
            }

            lines.Line(2, (would.Length == 0 ? Sentences.Capital(title) : would + title) + ":");
            foreach (var group in groups.Take(TextReport.MaxRows(options)))
            {
                WriteGroup(group);
            }

            TextReport.WriteMore(lines, 4, groups.Count - TextReport.MaxRows(options), "rule");
        }

        if (options.Verbose)
        {
            WriteDetails(rows);
        }
    }

    /// <summary>The tags of an image, those that only name a digest last; or <c>untagged</c>.</summary>
    internal static string Tags(PlannedManifest manifest)
    {
        if (manifest.Tags.IsEmpty)
        {
            return "untagged";
        }

        var more = manifest.Tags.Length > MaxTags ? $" and {PlanWording.Number(manifest.Tags.Length - MaxTags)} more" : "";
        return string.Join(", ", manifest.Tags.OrderBy(t => ReferrerTagName.TryParse(t, out _)).Take(MaxTags).Select(TextReport.Safe))
            + more;
    }

    private void WriteGroup(RuleGroup group)
    {
        var (sign, paint) = group.Effect switch
        {
            GroupEffect.Delete or GroupEffect.Untag => ("-", (Func<string, string>)lines.Red),
            GroupEffect.Retain => ("!", lines.Yellow),
            GroupEffect.Keep => ("+", lines.Green),
        };
        var source = group.Source is null ? "" : $" ({TextReport.Safe(group.Source)})";
        var heading = group.Heading(name => $"'{TextReport.Safe(name)}'", TextReport.Safe);
        lines.Sentence(2, $"{sign} {heading}{source}", text =>
            text.StartsWith(sign, StringComparison.Ordinal) ? paint(sign) + text[1..] : text
        );
        var names = group.Effect is GroupEffect.Keep or GroupEffect.Untag
            ? group.Names(group.Effect == GroupEffect.Keep ? MaxKeptTags : TextReport.MaxRows(options), TextReport.Safe)
            : "";
        lines.Sentence(4, $"{Counts(group)}{(names.Length > 0 ? ": " : "")}{names}");
        if (group.Rows.Count > 0)
        {
            WriteRows(group);
        }
    }

    private static string Counts(RuleGroup group)
    {
        if (group.Effect == GroupEffect.Untag)
        {
            return $"{PlanWording.Count(group.Tags, "tag")} of {PlanWording.Count(group.Images, "image")}";
        }

        var parts = group.Manifests - group.Images;
        var counts =
            group.Images == 0
                ? PlanWording.Count(parts, "part")
                : PlanWording.Count(group.Images, "image") + (parts == 0 ? "" : $" with {PlanWording.Count(parts, "part")}");
        return group.Bytes == 0 ? counts : $"{counts}, {PlanWording.Size(group.Bytes)}";
    }

    private void WriteRows(RuleGroup group)
    {
        var shown = ImageRow.NewestFirst(group.Rows).Take(TextReport.MaxRows(options)).ToList();
        var width = shown.Max(row => Tags(row.Root).Length);
        foreach (var row in shown)
        {
            var root = row.Root;
            var rank = SharedReason.RankOf(root.Verdict) is { } text ? $"  {TextReport.Safe(text)}" : "";
            var parts = row.Parts.Length > 0 ? $"  {row.Parts}" : "";
            var what = root.Kind == ManifestKind.Artifact ? $"  {TextReport.Safe(PlanWording.What(root))}" : "";
            lines.Columns(
                6,
                lines.Bold,
                Tags(root),
                width,
                $"{PlanWording.Short(TextReport.Safe(root.Digest))}  "
                    + $"{TextReport.Safe(PlanWording.Age(root, now))}"
                    + $"{(row.Bytes > 0 ? $"  {PlanWording.Size(row.Bytes)}" : "")}{rank}{what}{parts}"
            );
        }

        TextReport.WriteMore(lines, 6, group.Rows.Count - shown.Count, "image");
    }

    /// <summary>Every manifest with its sentence, and the ways to it.</summary>
    private void WriteDetails(RepositoryRows rows)
    {
        foreach (
            var (title, sign, manifests) in ((string, string, IEnumerable<PlannedManifest>)[])
                [("Deleted, in this order:", lines.Red("-"), rows.Plan.Delete), ("Kept:", lines.Green("+"), KeptRows.Of(rows.Plan))]
        )
        {
            var shown = 0;
            foreach (var manifest in manifests)
            {
                if (shown++ == 0)
                {
                    lines.Line(2, title);
                }

                if (shown > TextReport.MaxRows(options))
                {
                    lines.Line(4, lines.Dim("… and more; the JSON plan lists all"));
                    break;
                }

                lines.Line(
                    2,
                    $"{sign} "
                        + $"{(manifest.Tags.IsEmpty && manifest.Role != ManifestRole.Root ? Path(manifest) : Tags(manifest))}  "
                        + $"{TextReport.Safe(manifest.Digest)}  "
                        + $"{TextReport.Safe(PlanWording.What(manifest))}, {TextReport.Safe(PlanWording.Age(manifest, now))}"
                );
                TextReport.WriteVerdict(lines, 6, manifest.Verdict);
            }
        }
    }

    /// <summary>The first way to a manifest, without its own digest: <c>pr-7 → sha256:…</c>.</summary>
    private static string Path(PlannedManifest manifest)
    {
        if (manifest.Paths.IsEmpty)
        {
            return "no tag leads to it";
        }

        // The way through an image says more than a tag of its own (a signature's).
        var path = manifest.Paths.FirstOrDefault(p => p.Length > 2, manifest.Paths[0]);
        var more = manifest.Paths.Length > 1 ? $" and {PlanWording.Count(manifest.Paths.Length - 1, "more path")}" : "";
        return "via "
            + string.Join(
                " → ",
                path.Take(Math.Min(Math.Max(path.Length - 1, 1), MaxParts)).Select(step => PlanWording.Short(TextReport.Safe(step)))
            )
            + more;
    }
}
