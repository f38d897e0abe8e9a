using System.Text;

namespace PolicyEngine.Tests.Oracle;

/// <summary>A case for people: the policies as text, and the repository as a table with both verdicts.</summary>
internal static class CaseReport
{
    public static string Write(OracleCase @case, string difference, OracleVerdict expected, ProductVerdict actual)
    {
        var text = new StringBuilder($"\nThe product differs from the oracle in: {difference} (seed {@case.Seed})\n");
        foreach (var policy in @case.PolicyTexts())
        {
            text.Append("--- policy\n").Append(policy);
        }

        text.Append(
            $"--- {@case.Repository.Name} on {@case.Repository.Provider}, status: oracle {expected.Status}, product {actual.Status}\n"
        );
        var rows = @case.Repository.Manifests.Select(m => Row(@case, m, expected, actual)).Order(StringComparer.Ordinal).ToList();
        foreach (var row in rows)
        {
            text.Append(row).Append('\n');
        }

        text.Append($"--- untag: oracle [{Untags(expected.Untag)}], product [{Untags(actual.Untag)}]\n");
        return text.ToString();
    }

    public static string Short(string digest) => digest[..3] + digest[7..12];

    private static string Row(OracleCase @case, OracleManifest m, OracleVerdict expected, ProductVerdict actual)
    {
        var facts = new List<string?>
        {
            m.Manifests is null ? null : $"lists[{string.Join(' ', m.Manifests.Select(e => Short(e.Digest)))}]",
            m.Subject is null ? null : $"subject={Short(m.Subject)}",
            m.Mentions.Count > 0 ? $"mentions[{string.Join(' ', m.Mentions.Select(Short))}]" : null,
            m.Locked ? "locked" : null,
            Age("pushed", m.PushedAt),
            Age("updated", m.UpdatedAt),
            Age("created", m.CreatedAt),
            Age("pulled", m.PulledAt),
            m.Platform,
            m.MediaType?.Replace("application/vnd.", "", StringComparison.Ordinal),
            m.ArtifactType,
            m.Config is null ? null : $"config={m.Config.MediaType} {string.Join(' ', m.Config.Labels)}",
            m.Annotations.Count > 0 ? string.Join(' ', m.Annotations) : null,
            m.Layers.Count > 0 ? $"layers[{string.Join(' ', m.Layers.Select(l => $"{Short(l.Digest)}:{l.Size / 1_000_000}MB"))}]" : null,
        };
        var reason = expected.Reasons.TryGetValue(m.Digest, out var rules) ? $" ({string.Join('|', rules)})" : "";
        var (oracle, product) = (
            expected.FateOf(m.Digest) + reason,
            $"{actual.FateOf(m.Digest)} ({actual.Rules.GetValueOrDefault(m.Digest) ?? "-"})"
        );
        var mark = expected.FateOf(m.Digest) == actual.FateOf(m.Digest) ? "  " : "! ";
        var role = expected.Roots.Contains(m.Digest) ? "root" : "    ";
        var tags = string.Join(' ', m.Tags.Select(t => t.Length > 60 ? $"{t[..13]}..{t[71..]}" : t));
        return $"{mark}{Short(m.Digest)} {role} [{tags}] oracle: {oracle}, product: "
            + $"{product} | {string.Join("; ", facts.OfType<string>())}";
    }

    private static string? Age(string name, DateTimeOffset? time) =>
        time is null ? null : $"{name} {Now.Value - time:d\\.hh\\:mm\\:ss}{(time > Now.Value ? " ahead" : "")}";

    private static string Untags(IEnumerable<string> untags) =>
        string.Join(", ", untags.Select(u => u.Split(' ')).Select(u => $"{u[0]} {Short(u[1])}").Order(StringComparer.Ordinal));
}
