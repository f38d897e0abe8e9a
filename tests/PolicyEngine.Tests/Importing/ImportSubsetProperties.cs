using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;
using Xunit;

namespace PolicyEngine.Tests.Importing;

/// <summary>Random configurations on random repositories: an imported policy deletes nothing that the original would keep.</summary>
public sealed class ImportSubsetProperties
{
    private const int Cases = 400;
    private static readonly string[] Names = ["latest", "main", "pr-1", "pr-2", "pr-3", "dev-1", "dev-2", "v1.0", "v2.0", "1.0-rc1", "1.1-rc2", "sha-a"];
    private static readonly string[] Globs = ["*", "pr-*", "dev-*", "v*", "*-rc?", "latest", "??in", "[dp]*", "sha*"];
    private static readonly string[] Regexes = [".*", "^pr-", "dev|main", "^v[0-9]+", "rc[12]$", "(?!x)y", "latest", "^(?!pr-|v).*", "pr-1|dev-2|1.0"];

    public static TheoryData<string> Formats => [.. ImportModels.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_goes_that_the_original_keeps(string format)
    {
        var deleted = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var images = Images(random, withIndexes: format == "ghcr-cleanup-action");
            var (text, model) = ImportModels.All[format](random, Globs, Regexes);
            ImportedPolicy imported;
            try
            {
                imported = ImporterCatalog.Find(format)!.Import(text, new ImportOptions(null, ["example.com/**"]));
            }
            catch (ImportException)
            {
                continue;
            }

            var policy = ImportPlan.Enable(imported.Text);
            var original = model(images).ToHashSet(StringComparer.Ordinal);
            var planned = ImportPlan.Deleted(policy, images);
            deleted += planned.Count;
            Assert.True(
                planned.IsSubsetOf(original),
                $"seed {seed}\n{text}\n{policy}\nonly here: {string.Join(", ", planned.Except(original))}\n{string.Join('\n', images.OrderBy(i => i.Age).Select(i => i.ToString()))}");
            if (imported.Differences.IsEmpty)
            {
                Assert.True(planned.SetEquals(original), $"seed {seed}\n{text}\n{policy}\nonly there: {string.Join(", ", original.Except(planned))}");
            }
        }

        Assert.True(deleted > Cases / 10, $"{deleted} deletions say nothing.");
    }

    private static List<ImportImage> Images(Random random, bool withIndexes)
    {
        var free = Names.OrderBy(_ => random.Next()).ToList();
        var images = new List<ImportImage>();
        for (var n = random.Next(3, 11); n > 0; n--)
        {
            var count = Math.Min(free.Count, random.Next(10) switch { < 3 => 0, < 8 => 1, _ => 2 });
            var age = TimeSpan.FromHours((24 * random.Next(1, 40)) + n + 0.5);
            images.Add(new ImportImage($"sha256:{n:x2}{random.Next():x8}".PadRight(71, 'e'), [.. free.Take(count)], age, random.Next(3) == 0 ? null : age * random.NextDouble()));
            free.RemoveRange(0, count);
        }

        for (var i = 0; withIndexes && i + 2 < images.Count; i++)
        {
            // Some lists have tagged platforms, and one may be listed twice.
            if (random.Next(4) == 0 && !images.Exists(other => other.Children.Contains(images[i].Digest)))
            {
                images[i] = images[i] with { Children = [.. images.Skip(i + 1).Where(c => c.Children.Count == 0 && random.Next(3) == 0).Select(c => c.Digest)] };
            }
        }

        return images;
    }
}
