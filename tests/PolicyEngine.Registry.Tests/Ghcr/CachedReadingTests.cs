using System.Text;
using PolicyEngine.Fakes;
using PolicyEngine.Registry.Caching;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

public sealed class CachedReadingTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_cached_body_that_was_tampered_with_is_fetched_again()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
                state.AddPackage("acme", "web").PushImage("app", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), tags: "v1")
            )
        );
        var expected = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var file = Directory.EnumerateFiles(directory.Path).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan().Replace((byte)'7', (byte)'8');
        await File.WriteAllBytesAsync(file, bytes);
        fake.Traffic.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(expected.Manifests.Keys.Order(StringComparer.Ordinal), outcome.Manifests.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(fake.Traffic.Count("/manifests/"), 1, 10);
    }

    /// <summary>Each bit of the index of the pack, where the types of the documents stand, which no digest proves.</summary>
    [Fact]
    public async Task No_changed_byte_of_the_caches_index_changes_what_is_read()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                var image = package.PushManifest("app", First, tags: "v1");
                package.PushManifest("signature", First, image, "application/vnd.dev.cosign.artifact.sig.v1+json");
            })
        );
        var expected = Described(await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync());
        var file = Directory.EnumerateFiles(directory.Path).Single();
        var whole = await File.ReadAllBytesAsync(file);
        var index = (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(whole.Length - 16));
        for (var at = index; at < whole.Length; at += 3)
        {
            var changed = whole.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            foreach (var other in Directory.EnumerateFiles(directory.Path))
            {
                File.Delete(other);
            }

            await File.WriteAllBytesAsync(file, changed);

            var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

            Assert.True(outcome.Info.Complete, $"{at - index}: {outcome.Info.Reason}");
            Assert.Equal(expected, Described(outcome));
        }
    }

    /// <summary>A type that is another valid one, which conflicts with the document, or says that nobody knows what it is.</summary>
    [Theory]
    [InlineData("application/vnd.oci.image.index.v1+json")]
    [InlineData("application/vnd.oci.image.manifest.v1+jsoo")]
    [InlineData("application/vnd.unknown")]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task A_type_in_the_cache_that_the_document_does_not_bear_out_is_asked_for_again_and_said(string? type)
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(state =>
            {
                var package = state.AddPackage("acme", "web");
                var image = package.PushManifest("app", First, tags: "v1");
                package.PushManifest("signature", First, image, "application/vnd.dev.cosign.artifact.sig.v1+json");
            })
        );
        var expected = await new GhcrRun(fake).ReadAsync();
        using (var cache = ManifestCache.Open(directory.Path, TimeProvider.System, null))
        {
            foreach (var version in fake.With(state => state.Find("acme/web")!.Active))
            {
                cache.Add(version.Digest, type, version.Body);
            }
        }

        var run = new GhcrRun(fake) { CacheDirectory = directory.Path };
        var outcome = await run.ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.Equal(Described(expected), Described(outcome));
        Assert.Contains(
            "is damaged, or was changed by others. Wrong entries are read again from the registry.",
            Assert.Single(run.Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_GitHub_said_in_an_earlier_run_is_confirmed_at_no_cost()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var first = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        fake.Traffic.Clear();

        var second = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.Equal(Listed(first), Listed(second));
        Assert.Equal(
            "200 200 304 304 304 200",
            string.Join(' ', fake.Traffic.Requests.Where(r => r.Side == Side.Rest).Select(r => r.Status))
        );
    }

    [Fact]
    public async Task What_changed_since_an_earlier_run_is_seen()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var first = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var pushed = fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            package.Delete(package.Active[3]);
            package.Tag("v0", package.Active[5]);
            return package.PushManifest("new", First.AddYears(-1), tags: "v51").Digest;
        });

        var second = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var third = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var fresh = await new GhcrRun(fake).ReadAsync();

        Assert.NotEqual(Listed(first), Listed(second));
        Assert.Equal(Listed(fresh), Listed(second));
        Assert.Equal(Listed(fresh), Listed(third));
        Assert.Contains(pushed, second.Manifests.Keys);
    }

    /// <summary>The first page is as it was, and its ETag with it, so what its links said of the number of pages is old.</summary>
    [Theory]
    [InlineData(30)]
    [InlineData(70)]
    [InlineData(130)]
    [InlineData(170)]
    public async Task A_package_that_lost_old_versions_since_an_earlier_run_is_whole(int lost)
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: new DroppingGuide(_ => false));
        fake.With(state =>
        {
            var package = state.Find("acme/web")!;
            foreach (var version in package.Active.TakeLast(lost).ToArray())
            {
                package.Delete(version);
            }

            return 0;
        });

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync(guide: new DroppingGuide(_ => false));

        Assert.Null(outcome.Info.Reason);
        Assert.Equal(270 - lost, outcome.Manifests.Count);
    }

    [Theory]
    [InlineData("upstream connect error")]
    [InlineData("{}")]
    public async Task An_answer_that_could_not_be_read_is_not_kept_for_the_next_run(string body)
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        fake.Faults.Add(
            new Fault
            {
                Pattern = @"versions\?.*&page=2$",
                Kind = FaultKind.Status,
                Times = 99,
                Status = 200,
                Body = body,
                Headers = new Dictionary<string, string>
                {
                    ["etag"] = await ETagAsync(fake, "orgs/acme/packages/container/web/versions?state=active&per_page=100&page=2"),
                },
            }
        );
        Assert.False((await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync()).Info.Complete);
        fake.Faults.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.Null(outcome.Info.Reason);
    }

    [Fact]
    public async Task An_answer_in_the_cache_counts_only_with_the_token_that_it_was_given_to()
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        fake.Traffic.Clear();

        var run = new GhcrRun(fake) { CacheDirectory = directory.Path };
        run.Environment["POLICYENGINE_TOKEN"] = "another";
        var outcome = await run.ReadAsync();

        Assert.True(outcome.Info.Complete, outcome.Info.Reason);
        Assert.DoesNotContain(fake.Traffic.Requests, r => r.Status == 304);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(-1)]
    public async Task An_answer_in_the_cache_that_was_tampered_with_is_not_asked_about(int place)
    {
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(Images());
        var expected = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();
        var file = Directory.EnumerateFiles(directory.Path).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        using (var pack = PackFile.Open(file))
        {
            var answers = pack!.Entries.Where(entry => entry.Digest.StartsWith(ManifestCache.Answers, StringComparison.Ordinal)).ToArray();
            Assert.Equal(3, answers.Length);
            foreach (var answer in answers)
            {
                bytes[answer.Offset + (place < 0 ? answer.Length + place : place)] ^= 1;
            }
        }

        await File.WriteAllBytesAsync(file, bytes);
        fake.Traffic.Clear();

        var outcome = await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync();

        Assert.Equal(Listed(expected), Listed(outcome));
        Assert.All(fake.Traffic.Requests.Where(r => r.Side == Side.Rest), r => Assert.Equal(200, r.Status));
    }

    /// <summary>As in workflows, where each job has a token of its own.</summary>
    [Fact]
    public async Task Answers_to_tokens_of_earlier_runs_do_not_gather()
    {
        string[] tokens = [.. Enumerable.Range(0, 18).Select(i => $"token of job {i}")];
        using var directory = new TemporaryDirectory();
        await using var fake = await FakeGhcr.StartAsync(
            GhcrRun.World(
                state => state.AddPackage("acme", "web").PushImages(30, First, TimeSpan.FromHours(1), i => $"v{i}"),
                new Scenario { Tokens = [.. tokens.Select(token => new FakeToken { Value = token, Login = "octocat" })] }
            )
        );
        foreach (var token in tokens)
        {
            var run = new GhcrRun(fake) { CacheDirectory = directory.Path };
            run.Environment["POLICYENGINE_TOKEN"] = token;
            Assert.Null((await run.ReadAsync()).Info.Reason);
        }

        // The pages of the last two runs: of that which joined the files, and of one after it.
        var kept = Directory
            .EnumerateFiles(directory.Path)
            .Sum(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Split("answer:").Length - 1);
        Assert.Equal(6, kept);
        fake.Traffic.Clear();
        Assert.Null((await new GhcrRun(fake) { CacheDirectory = directory.Path }.ReadAsync()).Info.Reason);
        Assert.Equal(0, fake.Traffic.Count("/manifests/"));
    }

    private static async Task<string> ETagAsync(FakeGhcr fake, string path)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{fake.ApiUrl}/{path}");
        request.Headers.Add("Authorization", "Bearer " + GhcrRun.Token);
        request.Headers.Add("User-Agent", "test");
        using var response = await client.SendAsync(request);
        return response.Headers.ETag!.ToString();
    }

    private static string Listed(GhcrRun.Outcome outcome) =>
        string.Join(
            '\n',
            outcome
                .Manifests.Values.OrderBy(m => m.VersionId)
                .Select(m => $"{m.VersionId} {m.Digest} {string.Join(' ', m.Tags)} {m.PushedAt:O}")
        );

    private static string Described(GhcrRun.Outcome outcome) =>
        string.Join(
            '\n',
            outcome
                .Manifests.Values.OrderBy(m => m.Digest, StringComparer.Ordinal)
                .Select(m => $"{m.Digest} {m.MediaType} {m.ArtifactType} {m.Subject} {string.Join(' ', m.Tags)} {m.Mentions.Length}")
        );

    private static Scenario Images() =>
        GhcrRun.World(
            state => state.AddPackage("acme", "web").PushImages(30, First, TimeSpan.FromHours(1), i => $"v{i}"),
            new Scenario { Tokens = [new FakeToken { Value = "another", Login = "octocat" }] }
        );
}
