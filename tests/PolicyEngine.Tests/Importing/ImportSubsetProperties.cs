using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;
using Xunit;

namespace PolicyEngine.Tests.Importing;

/// <summary>Random configurations on random repositories: an imported policy deletes nothing that the original would keep.</summary>
public sealed class ImportSubsetProperties
{
    private const int Cases = 400;
    private static readonly string[] Names =
    [
        "latest",
        "main",
        "pr-1",
        "pr-2",
        "pr-3",
        "dev-1",
        "dev-2",
        "v1.0",
        "v2.0",
        "1.0-rc1",
        "1.1-rc2",
        "sha-a",
    ];
    private static readonly string[] Globs = ["*", "pr-*", "dev-*", "v*", "*-rc?", "latest", "??in", "[dp]*", "sha*"];
    private static readonly string[] Regexes =
    [
        ".*",
        "^pr-",
        "dev|main",
        "^v[0-9]+",
        "rc[12]$",
        "(?!x)y",
        "latest",
        "^(?!pr-|v).*",
        "pr-1|dev-2|1.0",
    ];

    private static readonly string[] OddNames = [.. Names, "v1x0", "PR-1", "pr-10", "a.b", "_x"];

    /// <summary>Signs of regular expressions, which are nothing but themselves in the globs of all tools.</summary>
    private static readonly string[] OddGlobs =
    [
        "v1.0",
        "v?.0",
        "^pr-*",
        "pr-1$",
        "pr+*",
        "(pr)-*",
        "pr|dev",
        "*.*",
        "pr-.*",
        "PR-*",
        "**",
        "?*",
        "*-1",
        "[pd]*",
        "pr-[12]",
        "[!p]*",
        "pr-]",
        "{pr,dev}-*",
        "v{1}*",
        "pr-1}",
        "[v]1.0",
    ];

    private static readonly string[] OddRegexes =
    [
        ".",
        "v1.0",
        "^$",
        "(pr|dev)-(1|2)",
        "pr-1$|^latest",
        "^v{1}[0-9]",
        "[^v].*",
        "^(pr|dev)",
        "pr-.$",
        "(?:pr-)1",
        "^.?$",
        "v[0-9]+[.][0-9]+",
        "a{0}x",
        "^(main|latest)$",
        "pr-[^1]",
        "-",
        "^pr-1?",
    ];

    public static TheoryData<string> Formats => [.. ImportModels.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_goes_that_the_original_keeps(string format) =>
        Compare(format, Names, Globs, Regexes, (text, _) => text, Cases / 10);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_more_goes_where_patterns_hold_signs_of_other_notations(string format) =>
        // Two odd expressions of GitLab seldom leave anything between them.
        Compare(format, OddNames, OddGlobs, OddRegexes, (text, _) => text, format == "gitlab" ? Cases / 20 : Cases / 10);

    [Theory]
    [InlineData("ghcr-cleanup-action")]
    [InlineData("container-retention-policy")]
    [InlineData("delete-package-versions")]
    public void Nothing_more_goes_where_an_input_is_an_expression(string format) =>
        Compare(format, Names, Globs, Regexes, WithExpression, Cases / 10);

    private static void Compare(
        string format,
        string[] names,
        string[] globs,
        string[] regexes,
        Func<string, Random, string> write,
        int atLeast
    )
    {
        var deleted = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var images = Images(random, names, withIndexes: format == "ghcr-cleanup-action");
            var (text, model) = ImportModels.All[format](random, globs, regexes);
            text = write(text, random);
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
                $"seed {seed}\n{text}\n{policy}\nonly here: {string.Join(", ", planned.Except(original))}\n"
                    + $"{string.Join('\n', images.OrderBy(i => i.Age).Select(i => i.ToString()))}"
            );
            if (imported.Differences.IsEmpty)
            {
                Assert.True(
                    planned.SetEquals(original),
                    $"seed {seed}\n{text}\n{policy}\nonly there: {string.Join(", ", original.Except(planned))}"
                );
            }
        }

        Assert.True(deleted > atLeast, $"{deleted} deletions say nothing.");
    }

    /// <summary>A whole workflow in which one input comes from <c>env</c>, from a
    /// matrix, or from a variable that only the repository's settings know.</summary>
    private static string WithExpression(string text, Random random)
    {
        string[] lines = [.. text.Split('\n').Where(l => l.Length > 0)];
        int[] inputs = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("      ", StringComparison.Ordinal))];
        var at = inputs[random.Next(inputs.Length)];
        var colon = lines[at].IndexOf(": ", StringComparison.Ordinal);
        var (key, value) = (lines[at][..colon], lines[at][(colon + 2)..]);
        var kind = random.Next(4);
        lines[at] =
            $"{key}: ${{{{ {(kind == 0 ? "env.VALUE" : kind == 1 ? "matrix.value" : kind == 2 ? "vars.VALUE" : "inputs.value")} }}}}";
        var head = kind == 0 ? $"env:\n  VALUE: {value}\n" : "on: push\n";
        var matrix = kind == 1 ? $"    strategy:\n      matrix:\n        value: [{value}]\n" : "";
        return $"{head}jobs:\n  clean:\n    runs-on: ubuntu-latest\n{matrix}{string.Concat(lines.Select(l => $"    {l}\n"))}";
    }

    private static List<ImportImage> Images(Random random, string[] names, bool withIndexes)
    {
        var free = names.OrderBy(_ => random.Next()).ToList();
        var images = new List<ImportImage>();
        for (var n = random.Next(3, 11); n > 0; n--)
        {
            var count = Math.Min(
                free.Count,
                random.Next(10) switch
                {
                    < 3 => 0,
                    < 8 => 1,
                    _ => 2,
                }
            );
            var age = TimeSpan.FromHours((24 * random.Next(1, 40)) + n + 0.5);
            images.Add(
                new ImportImage(
                    $"sha256:{n:x2}{random.Next():x8}".PadRight(71, 'e'),
                    [.. free.Take(count)],
                    age,
                    random.Next(3) == 0 ? null : age * random.NextDouble()
                )
            );
            free.RemoveRange(0, count);
        }

        for (var i = 0; withIndexes && i + 2 < images.Count; i++)
        {
            // Some lists have tagged platforms, and one may be listed twice.
            if (random.Next(4) == 0 && !images.Exists(other => other.Children.Contains(images[i].Digest)))
            {
                images[i] = images[i] with
                {
                    Children = [.. images.Skip(i + 1).Where(c => c.Children.Count == 0 && random.Next(3) == 0).Select(c => c.Digest)],
                };
            }
        }

        return images;
    }
}
