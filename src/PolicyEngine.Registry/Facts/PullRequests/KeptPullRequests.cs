using System.Net;
using System.Text.Json;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Providers.Ghcr;

namespace PolicyEngine.Registry.Facts.PullRequests;

/// <summary>A list of pull requests as it is kept for the next run, sealed with the token as GitHub's own answers are. Immutable.</summary>
/// <param name="TakenAt">When its reading began.</param>
/// <param name="ETag">That of the page of the last changes; null where that was not read.</param>
/// <param name="Entries">The pull requests, by number.</param>
internal sealed record KeptPullRequests(DateTimeOffset TakenAt, string? ETag, IReadOnlyDictionary<long, PullRequestEntry> Entries)
{
    private const string NoETag = "none";

    /// <summary>Reads what was kept; null where it cannot be read.</summary>
    public static KeptPullRequests? Read(StoredAnswer stored)
    {
        try
        {
            using var document = JsonDocument.Parse(stored.Body);
            var rows = document.RootElement.EnumerateArray().ToArray();
            var entries = rows.Skip(1)
                .Select(row => new PullRequestEntry(
                    new PullRequest(
                        row[0].GetInt64(),
                        (PullRequestState)row[1].GetInt32(),
                        row[2].ValueKind == JsonValueKind.Null ? null : row[2].GetDateTimeOffset()
                    ),
                    row[3].GetDateTimeOffset()
                ));
            return new KeptPullRequests(
                rows[0].GetDateTimeOffset(),
                stored.ETag == NoETag ? null : stored.ETag,
                entries.ToDictionary(e => e.PullRequest.Number)
            );
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>What is kept, in the form of an answer.</summary>
    public RegistryResponse ToResponse(Uri place)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            json.WriteStringValue(TakenAt);
            foreach (var entry in Entries.Values.OrderBy(e => e.PullRequest.Number))
            {
                json.WriteStartArray();
                json.WriteNumberValue(entry.PullRequest.Number);
                json.WriteNumberValue((int)entry.PullRequest.State);
                if (entry.PullRequest.ClosedAt is { } closed)
                {
                    json.WriteStringValue(closed);
                }
                else
                {
                    json.WriteNullValue();
                }

                json.WriteStringValue(entry.UpdatedAt!.Value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        var headers = new[] { ("ETag", ETag ?? NoETag) }.ToLookup(h => h.Item1, h => h.Item2, StringComparer.OrdinalIgnoreCase);
        return new RegistryResponse
        {
            Status = HttpStatusCode.OK,
            Uri = place,
            Headers = headers,
            Body = body.ToArray(),
        };
    }
}
