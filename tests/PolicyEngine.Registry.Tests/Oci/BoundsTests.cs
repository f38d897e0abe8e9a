using PolicyEngine.Registry.Contract;
using PolicyEngine.Testing.Registries;
using Xunit;

namespace PolicyEngine.Registry.Tests.Oci;

public sealed class BoundsTests : IAsyncLifetime
{
    private readonly TestOptions _test = new();
    private OddServer _server = null!;

    public async Task InitializeAsync() => _server = await OddServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private List<TestManifest> Serve(int count)
    {
        var images = Enumerable.Range(0, count).Select(i => TestManifest.Image("app" + i)).ToList();
        foreach (var (i, image) in images.Index())
        {
            _server.Has("a", image, $"t{i}");
        }

        _server.HasTags("a", images.Select((_, i) => $"t{i}"));
        return images;
    }

    [Fact]
    public async Task Reading_keeps_to_the_number_of_requests_at_once()
    {
        Serve(60);

        var reading = await Reading.OfAsync(TestOptions.Target(_server), "a", _test.Options with { Concurrency = 4 });

        Assert.Equal(60, reading.Manifests.Records.Count);
        Assert.InRange(_server.MostAtOnce, 1, 4);
    }

    [Fact]
    public async Task Cancelling_ends_reading()
    {
        Serve(60);
        using var cancellation = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource();
        var seen = 0;
        _server.Before = async _ =>
        {
            var number = Interlocked.Increment(ref seen);
            if (number == 20)
            {
                await cancellation.CancelAsync();
                cancelled.SetResult();
            }

            // Nothing behind it is answered before the cancellation has reached everybody, however slow the machine is.
            await (number < 20 ? Task.CompletedTask : cancelled.Task);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Reading.OfAsync(TestOptions.Target(_server), "a", _test.Options with { Concurrency = 4 }, cancellation.Token)
        );
        Assert.InRange(seen, 20, 23);
    }

    [Fact]
    public async Task After_ten_failures_the_rest_is_not_read()
    {
        _server.HasTags("a", Enumerable.Range(0, 500).Select(i => $"t{i}"));
        foreach (var i in Enumerable.Range(0, 500))
        {
            _server.On($"GET /v2/a/manifests/t{i}", Answer.Error(403, "DENIED"));
        }

        var reading = await Reading.OfAsync(_server, "a", _test);

        Assert.False(reading.Info.Complete);
        Assert.InRange(_server.Received.Count, 10, 100);
    }

    [Fact]
    public async Task Indexes_that_nest_without_end_are_given_up()
    {
        var manifest = TestManifest.Image("deep");
        foreach (var _ in Enumerable.Range(0, 70))
        {
            _server.Has("a", manifest);
            manifest = TestManifest.Index(manifest);
        }

        _server.HasTags("a", "v1").Has("a", manifest, "v1");

        var reading = await Reading.OfAsync(_server, "a", _test);

        Assert.Equal("Its manifests lead to each other over more than 64 levels.", reading.Info.Reason);
    }

    [Fact]
    public async Task Progress_is_told()
    {
        Serve(5);
        var last = new List<ReadProgress>();

        await Reading.OfAsync(
            TestOptions.Target(_server),
            "a",
            _test.Options with
            {
                Progress = progress =>
                {
                    lock (last)
                    {
                        last.Add(progress);
                    }
                },
            }
        );

        Assert.Equal(5, last.Max(progress => progress.Manifests));
        Assert.All(last, progress => Assert.Equal("a", progress.Repository));
    }

    [Fact]
    public async Task A_warning_is_passed_on_once()
    {
        var images = Serve(3);
        foreach (var (i, image) in images.Index())
        {
            _server.On($"GET /v2/a/manifests/t{i}", Answer.Of(image).With("Warning", "299 - \"This registry \\\"closes\\\", soon.\""));
        }

        await Reading.OfAsync(_server, "a", _test);

        Assert.Equal($"{_server.Host} warns: This registry \"closes\", soon.", Assert.Single(_test.Lines));
    }
}
