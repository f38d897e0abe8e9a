using System.Text.Json.Nodes;

namespace PolicyEngine.Fakes;

/// <summary>The documents of the REST API.</summary>
internal static class RestJson
{
    /// <summary>The versions of a package as GitHub lists them now.</summary>
    public static IReadOnlyList<GhcrVersion> Listed(GhcrPackage package, Scenario scenario, TimeProvider clock) =>
        scenario.ListingLagSeconds > 0 ? package.ActiveAt(clock.GetUtcNow().AddSeconds(-scenario.ListingLagSeconds)) : package.Active;

    public static JsonObject Package(GhcrPackage package, Scenario scenario, TimeProvider clock)
    {
        var json = new JsonObject
        {
            ["id"] = package.FullName.Length,
            ["name"] = package.Name,
            ["package_type"] = "container",
            ["owner"] = new JsonObject { ["login"] = package.Owner },
            ["version_count"] = package.ClaimedCount ?? Listed(package, scenario, clock).Count,
            ["visibility"] = package.Public ? "public" : "private",
            ["created_at"] = "2020-01-01T00:00:00Z",
            ["updated_at"] = "2020-01-01T00:00:00Z",
        };
        if (package.HidesCount)
        {
            json.Remove("version_count");
        }

        return json;
    }

    public static JsonObject Version(GhcrPackage package, GhcrVersion version)
    {
        var json = new JsonObject
        {
            ["id"] = version.Id,
            ["name"] = version.Digest,
            ["url"] =
                $"https://api.github.com/orgs/{package.Owner}/packages/container/"
                + $"{Uri.EscapeDataString(package.Name)}/versions/{version.Id}",
            ["created_at"] = Time(version.CreatedAt),
            ["updated_at"] = Time(version.UpdatedAt),
            ["metadata"] = new JsonObject
            {
                ["package_type"] = "container",
                ["container"] = new JsonObject { ["tags"] = new JsonArray([.. version.Tags.Select(t => JsonValue.Create(t))]) },
            },
        };
        if (version.DeletedAt is { } deletedAt)
        {
            json["deleted_at"] = Time(deletedAt);
        }

        return json;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
