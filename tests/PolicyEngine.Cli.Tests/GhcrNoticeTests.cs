using System.Text;
using PolicyEngine.Fakes;
using PolicyEngine.Oci;
using PolicyEngine.Planning.Files;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Manifests;

namespace PolicyEngine.Cli.Tests;

/// <summary>Announcements that are kept in the packages of GitHub's registry: each push makes a version, which is deleted by
/// its id.</summary>
public sealed class GhcrNoticeTests
{
    private static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Nights_announce_and_delete_and_leave_one_version_of_the_notice()
    {
        await using var fake = await StartAsync();
        using var folder = NewFolder();
        var first = await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        Assert.True(first.Status == 0, first.Error);
        Assert.Equal(["latest", "policyengine-notice", "pr-1", "pr-2", "v1"], TagsOf(fake));
        var announced = NoticeOf(fake);

        fake.Traffic.Clear();
        Assert.Equal(0, (await RunAsync(fake, folder, "2026-06-02T03:17:00Z")).Status);
        Assert.Equal(announced, NoticeOf(fake));
        Assert.Equal(0, fake.Traffic.Count("PUT ") + fake.Traffic.Count("POST ") + fake.Traffic.Count("DELETE "));

        // What was pushed meanwhile is announced, by one version in place of the other.
        fake.With(state => state.Find("acme/web")!.PushImage("three", s_first.AddDays(3), platforms: 1, tags: ["pr-3"]));
        fake.Traffic.Clear();
        var due = await RunAsync(fake, folder, "2026-06-08T03:17:00Z");
        Assert.True(due.Status == 0, due.Error);
        Assert.DoesNotContain("planned again", due.Error, StringComparison.Ordinal);
        Assert.Equal(["latest", "policyengine-notice", "pr-3", "v1"], TagsOf(fake));
        Assert.NotEqual(announced, NoticeOf(fake));
        Assert.Equal(1, Notices(fake));
        Assert.Equal(1, fake.Traffic.Count("PUT /v2/acme/web/manifests/"));

        await RunAsync(fake, folder, "2026-06-15T03:17:00Z");
        fake.Traffic.Clear();
        await RunAsync(fake, folder, "2026-06-16T03:17:00Z");

        // The old version is looked at and deleted.
        Assert.Equal(2, fake.Traffic.Count("/web/versions/"));
        Assert.Equal(["latest", "policyengine-notice", "v1"], TagsOf(fake));
        Assert.Equal(1, Notices(fake));
    }

    [Fact]
    public async Task The_last_tagged_image_is_retained_although_the_notice_has_a_tag()
    {
        await using var fake = await StartAsync();
        using var folder = NewFolder("version: 1\nlimits: { min-remaining: 0 }\nrules: [{ id: all, delete: all }]\n");
        await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        var due = await RunAsync(fake, folder, "2026-06-08T03:17:00Z");
        Assert.True(due.Status == 0, due.Error);
        Assert.Equal(2, TagsOf(fake).Length);
        Assert.Contains("policyengine-notice", TagsOf(fake));
    }

    [Fact]
    public async Task A_package_of_which_everything_goes_is_deleted_with_its_notice()
    {
        await using var fake = await StartAsync();
        using var folder = NewFolder(
            "version: 1\nsettings: { delete-empty: true }\nlimits: { min-remaining: 0 }\nrules: [{ id: all, delete: all }]\n"
        );
        await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        var due = await RunAsync(fake, folder, "2026-06-08T03:17:00Z");
        Assert.True(due.Status == 0, due.Error);
        Assert.Null(fake.With(state => state.Find("acme/web")));
    }

    [Fact]
    public async Task A_token_that_may_not_push_deletes_nothing_and_says_what_it_lacks()
    {
        await using var fake = await StartAsync("read:packages", "delete:packages");
        using var folder = NewFolder();
        var run = await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        Assert.Equal(4, run.Status);
        Assert.Contains("What is announced could not be written down under 'policyengine-notice'", run.Output, StringComparison.Ordinal);
        Assert.Contains("write:packages", run.Output, StringComparison.Ordinal);
        Assert.Contains("permissions: { packages: write }", run.Output, StringComparison.Ordinal);
        Assert.Equal(["latest", "pr-1", "pr-2", "v1"], TagsOf(fake));
        Assert.Equal(4, (await RunAsync(fake, folder, "2026-06-08T03:17:00Z")).Status);
        Assert.Equal(["latest", "pr-1", "pr-2", "v1"], TagsOf(fake));
    }

    /// <summary>Another run, by other policies, does not condemn what this one was about to delete.</summary>
    [Theory]
    [InlineData("HEAD /v2/acme/web/manifests/policyengine-notice", 1)]
    [InlineData("GET /.*/web/versions", 1)]
    [InlineData("GET /.*/web/versions", 2)]
    public async Task What_a_run_at_the_same_time_keeps_is_not_deleted(string moment, int nth)
    {
        await using var fake = await StartAsync();
        using var folder = NewFolder();
        await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        fake.With(state => state.Find("acme/web")!.PushImage("three", s_first.AddDays(3), platforms: 1, tags: ["pr-3"]));
        fake.Before(moment, nth, AnnounceWithoutFirst);
        var run = await RunAsync(fake, folder, "2026-06-08T03:17:00Z");
        Assert.True(run.Status == 0, run.Error);
        Assert.Equal(["latest", "policyengine-notice", "pr-1", "pr-3", "v1"], TagsOf(fake));
        Assert.Contains("another run has announced something meanwhile", run.Error, StringComparison.Ordinal);

        // What the other one has left is taken away with the next push.
        await RunAsync(fake, folder, "2026-06-09T03:17:00Z");
        Assert.Equal(1, Notices(fake));
    }

    /// <summary>Here nothing new is announced, so that this run pushes nothing.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_a_run_at_the_same_time_keeps_is_not_deleted_where_nothing_is_pushed(int nth)
    {
        await using var fake = await StartAsync();
        using var folder = NewFolder();
        await RunAsync(fake, folder, "2026-06-01T03:17:00Z");
        fake.Before("GET /.*/web/versions", nth, AnnounceWithoutFirst);
        var run = await RunAsync(fake, folder, "2026-06-08T03:17:00Z");
        Assert.True(run.Status == 0, run.Error);
        Assert.Equal(["latest", "policyengine-notice", "pr-1", "v1"], TagsOf(fake));
    }

    /// <summary>Pushes the notice of a run that has kept the first image.</summary>
    private static void AnnounceWithoutFirst(GhcrState state)
    {
        var package = state.Find("acme/web")!;
        var kept = package.ByTag("pr-1")!.Digest;
        var notice = NoticeJson.Read(ContentOf(package));
        using var bytes = new MemoryStream();
        NoticeJson.Write(notice with { Entries = [.. notice.Entries.Where(entry => entry.Digest != kept)] }, bytes);
        var manifest = new ArtifactManifest(new Artifact(NoticeArtifact.ArtifactType, "retention.notice.json", bytes.ToArray()));
        package.Blobs[manifest.Blobs[1].Digest] = bytes.ToArray();
        package.Push(manifest.Body.ToArray(), MediaTypes.OciManifest, null, NoticeArtifact.Tag);
    }

    private static byte[] ContentOf(GhcrPackage package)
    {
        var body = Encoding.UTF8.GetString(package.ByTag(NoticeArtifact.Tag)!.Body);
        return package.Blobs.Single(blob => blob.Value.Length > 2 && body.Contains(blob.Key, StringComparison.Ordinal)).Value;
    }

    private static string[] TagsOf(FakeGhcr fake) =>
        fake.With(state => state.Find("acme/web")!.Active.SelectMany(version => version.Tags).Order(StringComparer.Ordinal).ToArray());

    private static string NoticeOf(FakeGhcr fake) => fake.With(state => state.Find("acme/web")!.ByTag(NoticeArtifact.Tag)!.Digest);

    private static int Notices(FakeGhcr fake) =>
        fake.With(state =>
            state
                .Find("acme/web")!
                .Active.Count(version =>
                    Encoding.UTF8.GetString(version.Body).Contains(NoticeArtifact.ArtifactType, StringComparison.Ordinal)
                )
        );

    private static TemporaryFolder NewFolder(
        string policy = "version: 1\nprotect: [{ tags: [v1, latest] }]\nrules: [{ id: pulls, match: { tags: ['pr-*'] }, delete: all }]\n"
    )
    {
        var folder = new TemporaryFolder();
        folder.Write("policy.yaml", policy);
        return folder;
    }

    private static Task<CliRun> RunAsync(FakeGhcr fake, TemporaryFolder folder, string now) =>
        CliRun.RunAsync(
            folder.Path,
            [
                "run",
                "policy.yaml",
                "--target",
                "ghcr.io/acme/web",
                "--now",
                now,
                "--rehearse",
                "7",
                "--notice",
                "registry",
                "--yes",
                "--registry-url",
                fake.Url.AbsoluteUri,
                "--api-url",
                fake.ApiUrl.AbsoluteUri,
                "--no-cache",
                "--deletes-per-minute",
                "10000",
            ],
            new Dictionary<string, string> { ["POLICYENGINE_TOKEN"] = "token" },
            TimeProvider.System
        );

    private static Task<FakeGhcr> StartAsync(params string[] scopes) =>
        FakeGhcr.StartAsync(
            new PolicyEngine.Fakes.Scenario
            {
                PointsPerMinute = 100_000,
                Tokens =
                [
                    new FakeToken
                    {
                        Value = "token",
                        Login = "octocat",
                        Scopes = scopes is [] ? ["read:packages", "write:packages", "delete:packages"] : scopes,
                    },
                ],
                Setup = state =>
                {
                    var package = state.AddPackage("acme", "web");
                    package.PushImage("released", s_first, platforms: 1, tags: ["v1"]);
                    package.PushImage("newest", s_first.AddHours(1), platforms: 1, tags: ["latest"]);
                    package.PushImage("one", s_first.AddDays(1), platforms: 1, tags: ["pr-1"]);
                    package.PushImage("two", s_first.AddDays(2), platforms: 1, tags: ["pr-2"]);
                },
            }
        );
}
