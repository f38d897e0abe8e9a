using System.Globalization;
using System.Net;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Http;
using PolicyEngine.Registry.Providers.Ghcr;
using Xunit;

namespace PolicyEngine.Registry.Tests.Ghcr;

/// <summary>What is set aside of an hour for the cleaning of packages while others are read.</summary>
public sealed class RequestBudgetTests
{
    private const int Listing = 1;
    private const int Most = 18;
    private readonly TestOptions _surroundings = new();

    [Theory]
    [InlineData(100, 5)]
    [InlineData(20, 1)]
    [InlineData(5000, 32)]
    public async Task No_more_packages_are_begun_than_can_be_cleaned_at_most(int left, int begun)
    {
        var budget = Budget(left);
        var cleanings = Enumerable.Range(0, 32).Select(_ => budget.Clean(Most)).ToList();
        var promises = cleanings.Select(cleaning => budget.PromiseAsync(Package, Listing, cleaning, CancellationToken.None)).ToList();
        Assert.Equal(begun, promises.Count(promise => promise.IsCompletedSuccessfully));

        // Each that ends lets others begin, as long as they can be cleaned too; the rest is refused, for the next run.
        var cleaned = 0;
        await Task.WhenAll(
            cleanings
                .Zip(promises)
                .Select(async pair =>
                {
                    try
                    {
                        (await pair.Second).Dispose();
                        pair.First.End(Most);
                        Interlocked.Increment(ref cleaned);
                    }
                    catch (RegistryException e)
                    {
                        Assert.Contains("Nothing was read.", e.Message, StringComparison.Ordinal);
                    }
                })
        );
        Assert.InRange(cleaned, Math.Min(32, left / Most) - 1, Math.Min(32, left / Most));
    }

    [Fact]
    public async Task Where_little_is_deleted_many_packages_are_read_at_once()
    {
        var budget = Budget(1000);
        for (var i = 0; i < 8; i++)
        {
            var cleaning = budget.Clean(222);
            (await budget.PromiseAsync(Package, Listing, cleaning, CancellationToken.None)).Dispose();
            cleaning.End(0);
        }

        Assert.Equal(
            32,
            Enumerable
                .Range(0, 32)
                .Count(_ => budget.PromiseAsync(Package, Listing, budget.Clean(222), CancellationToken.None).IsCompletedSuccessfully)
        );
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_gives_nothing_back()
    {
        var budget = Budget(3);
        budget.Note(Answer(50));
        (await budget.PromiseAsync(Package, 3, null, CancellationToken.None)).Dispose();
        await Assert.ThrowsAsync<RegistryException>(() => budget.PromiseAsync(Package, 4, null, CancellationToken.None));
    }

    private static PackageName Package =>
        PackageName.TryParse("acme/web", out var package) ? package : throw new InvalidOperationException();

    private RequestBudget Budget(int left)
    {
        var budget = new RequestBudget(_surroundings.Options, "api.github.com");
        budget.Note(Answer(left));
        return budget;
    }

    private RegistryResponse Answer(int left) =>
        new()
        {
            Status = HttpStatusCode.OK,
            Uri = new Uri("https://api.github.com/"),
            Headers = new[]
            {
                ("x-ratelimit-limit", "5000"),
                ("x-ratelimit-remaining", left.ToString(CultureInfo.InvariantCulture)),
                (
                    "x-ratelimit-reset",
                    (_surroundings.Clock.GetUtcNow() + TimeSpan.FromMinutes(40)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
                ),
            }.ToLookup(pair => pair.Item1, pair => pair.Item2, StringComparer.OrdinalIgnoreCase),
        };
}
