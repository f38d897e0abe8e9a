using System.Globalization;
using System.Text.Json;

namespace PolicyEngine.Cli.GitHub;

/// <summary>The figures that the action gives to later steps. Immutable.</summary>
/// <param name="HasChanges">Whether there was something to delete or to untag.</param>
/// <param name="Deleted">The manifests that were deleted; after a plan those that would be.</param>
/// <param name="Untagged">The tags that were removed, likewise.</param>
/// <param name="Retained">What the registry does not delete.</param>
/// <param name="Kept">The manifests that are kept.</param>
/// <param name="Reclaimed">The bytes that are reclaimed.</param>
internal sealed record ActionFigures(bool HasChanges, long Deleted, long Untagged, long Retained, long Kept, long Reclaimed)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>The figures of a plan file, or of what <c>run</c> and <c>apply</c> print as JSON; null where there is none.</summary>
    /// <param name="path">The file.</param>
    public static ActionFigures? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, Deep);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            // A command that failed has written something else, or only the beginning; its messages say why.
            return null;
        }
    }

    /// <summary>As outputs of a step: name and value.</summary>
    public IEnumerable<(string Name, string Value)> Outputs =>
        [
            ("has-changes", HasChanges ? "true" : "false"),
            ("deleted", Text(Deleted)),
            ("untagged", Text(Untagged)),
            ("retained", Text(Retained)),
            ("kept", Text(Kept)),
            ("reclaimed-bytes", Text(Reclaimed)),
        ];

    private static ActionFigures Read(JsonElement root)
    {
        if (!root.TryGetProperty("cancelled", out _))
        {
            return OfPlan(root);
        }

        var planned = root.TryGetProperty("plan", out var plan) ? OfPlan(plan) : new ActionFigures(false, 0, 0, 0, 0, 0);
        var done = root.GetProperty("repositories").EnumerateArray().ToArray();
        return planned with
        {
            Deleted = Count("deleted"),
            Untagged = Count("untagged"),
            Retained = planned.Retained + Count("retained"),
            Reclaimed = done.Sum(repository => repository.GetProperty("bytes").GetProperty("reclaimed").GetInt64()),
        };

        long Count(string list) => done.Sum(repository => repository.TryGetProperty(list, out var steps) ? steps.GetArrayLength() : 0);
    }

    private static ActionFigures OfPlan(JsonElement plan)
    {
        var summary = plan.GetProperty("summary");
        return new ActionFigures(
            plan.GetProperty("hasChanges").GetBoolean(),
            Number("delete"),
            Number("untag"),
            Number("retain"),
            Number("keep"),
            Number("reclaimedBytes")
        );

        long Number(string name) => summary.GetProperty(name).GetInt64();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
