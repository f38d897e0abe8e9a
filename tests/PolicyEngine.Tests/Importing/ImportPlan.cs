using System.Globalization;
using System.Text;
using PolicyEngine.Compiling;
using PolicyEngine.Planning;
using PolicyEngine.Snapshots;
using PolicyEngine.Tests.Oracle;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Tests.Importing;

/// <summary>What an imported policy deletes.</summary>
internal static class ImportPlan
{
    /// <summary>The policy after somebody has switched on all that is switched off in it.</summary>
    public static string Enable(string text) => text.Replace("enabled: false", "enabled: true", StringComparison.Ordinal);

    /// <summary>The digests that a policy deletes of the images of
    /// <c>example.com/acme/web</c>, and the tags that it takes off others.</summary>
    public static HashSet<string> Deleted(string text, IReadOnlyList<ImportImage> images)
    {
        // The brakes of every policy are another story.
        var compilation = PolicyCompiler.Compile([SourceText.From("imported.yaml", text + "\nlimits: { min-remaining: 0 }\n")]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)) + text);
        var manifests = string.Join(
            ",",
            images.Select(i =>
                FormattableString.Invariant(
                    $$"""{ "digest": "{{i.Digest}}", "mediaType": "application/vnd.oci.image.{{(i.Children.Count > 0 ? "index" : "manifest")}}.v1+json"{{(i.Children.Count > 0 ? $", \"manifests\": [{string.Join(",", i.Children.Select(c => $"{{ \"digest\": \"{c}\" }}"))}]" : "")}}, "tags": [{{string.Join(",", i.Tags.Select(t => $"\"{t}\""))}}], "pushedAt": "{{Now.Value - i.Age:yyyy-MM-ddTHH:mm:ssZ}}", "updatedAt": "{{Now.Value - i.Age:yyyy-MM-ddTHH:mm:ssZ}}"{{(i.Pulled is { } p ? FormattableString.Invariant($", \"pulledAt\": \"{Now.Value - p:yyyy-MM-ddTHH:mm:ssZ}\"") : "")}} }"""
                )
            )
        );
        var snapshot =
            $$"""{ "formatVersion": 1, "repositories": [ { "registry": "example.com", "name": "acme/web", "provider": "oci", "takenAt": "{{Now.Value.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}", "complete": true, "manifests": [{{manifests}}] } ] }""";
        var plan = Planner.Create(compilation, SnapshotReader.ReadGraphs(new MemoryStream(Encoding.UTF8.GetBytes(snapshot))), Now.Value);
        return plan
            .Repositories.SelectMany(r => r.Delete.Select(d => d.Digest).Concat(r.Untag.Select(u => u.Tag)))
            .ToHashSet(StringComparer.Ordinal);
    }
}
