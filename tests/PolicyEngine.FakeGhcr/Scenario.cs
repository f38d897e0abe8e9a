using System.Text.Json;
using System.Text.Json.Serialization;

namespace PolicyEngine.Fakes;

/// <summary>A package of a scenario file.</summary>
public sealed record ScenarioPackage
{
    public required string Owner { get; init; }

    public required string Name { get; init; }

    public bool Public { get; init; }

    public int Images { get; init; } = 10;

    public int Platforms { get; init; } = 4;

    public bool Attestations { get; init; } = true;

    /// <summary>The tag of the n-th image, with <c>{0}</c> for n; null for none.</summary>
    public string? Tag { get; init; } = "v1.{0}.0";

    /// <summary>Every n-th image is left without a tag; 0 for none.</summary>
    public int UntaggedEvery { get; init; }

    /// <summary>Every n-th image is listed, but its index is gone; 0 for none.</summary>
    public int GoneEvery { get; init; }

    public DateTimeOffset First { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public double HoursBetween { get; init; } = 12;
}

/// <summary>A world for the fake: who is there, and which rules bite. Also the format of scenario files.</summary>
public sealed record Scenario
{
    // By reflection: generated readers forget the defaults of init-only properties.
    private static readonly JsonSerializerOptions FileOptions = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The types of the owners: <c>Organization</c> or <c>User</c>.</summary>
    public IReadOnlyDictionary<string, string> Owners { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<FakeToken> Tokens { get; init; } = [];

    public IReadOnlyList<ScenarioPackage> Packages { get; init; } = [];

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>The relations that Link headers tell.</summary>
    public IReadOnlyList<string> Links { get; init; } = ["next", "last", "prev", "first"];

    /// <summary>The most entries of a page, whatever <c>per_page</c> asks for.</summary>
    public int MaxPageSize { get; init; } = 100;

    /// <summary>The time before each answer.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>The life of a registry token; GitHub does not say, so 60 s are to be assumed.</summary>
    public double TokenLifetimeSeconds { get; init; } = 300;

    /// <summary>Whether challenges name the repository <c>user/image</c> whatever was asked for.</summary>
    public bool PlaceholderScope { get; init; }

    /// <summary>How long GitHub's lists take to show what was pushed and
    /// deleted. The registry, and a version by its id, are never late.</summary>
    public double ListingLagSeconds { get; init; }

    /// <summary>Where the referrers API redirects to; null for a 404.</summary>
    public string? ReferrersRedirect { get; init; }

    public int PrimaryLimit { get; init; } = 5000;

    /// <summary>How much of the primary limit others have used.</summary>
    public int PrimaryUsed { get; init; }

    /// <summary>Added to the reset that the headers tell, so that it can lie in the past.</summary>
    [JsonIgnore]
    public TimeSpan ResetSkew { get; init; }

    public int MaxConcurrent { get; init; } = 100;

    public int PointsPerMinute { get; init; } = 900;

    public int DownloadsThatProtect { get; init; } = 5000;

    /// <summary>Builds what no file can say.</summary>
    [JsonIgnore]
    public Action<GhcrState>? Setup { get; init; }

    /// <summary>Reads a scenario file.</summary>
    /// <exception cref="JsonException">The file is not a scenario.</exception>
    public static Scenario Parse(string json) => JsonSerializer.Deserialize<Scenario>(json, FileOptions) ?? new Scenario();

    internal GhcrState Build(TimeProvider clock)
    {
        var state = new GhcrState(clock);
        foreach (var (login, type) in Owners)
        {
            state.AddOwner(login, type);
        }

        foreach (var token in Tokens)
        {
            state.AddToken(token);
        }

        foreach (var package in Packages)
        {
            var pushed = state.AddPackage(package.Owner, package.Name, package.Public);
            pushed.PushImages(
                package.Images,
                package.First,
                TimeSpan.FromHours(package.HoursBetween),
                i =>
                    package.Tag is null || (package.UntaggedEvery > 0 && i % package.UntaggedEvery == 0)
                        ? null
                        : string.Format(System.Globalization.CultureInfo.InvariantCulture, package.Tag, i),
                package.Platforms,
                package.Attestations
            );
            if (package.GoneEvery > 0)
            {
                var indexes = pushed.Active.Where(v => v.MediaType == ImagePusher.IndexType).OrderBy(v => v.CreatedAt).ToArray();
                for (var i = 0; i < indexes.Length; i += package.GoneEvery)
                {
                    indexes[i].Gone = true;
                }
            }
        }

        Setup?.Invoke(state);
        return state;
    }
}
