using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests;

/// <summary>A run finds the journal of an earlier one that was not finished:
/// its own, that of somebody else, or one that somebody damaged.</summary>
public sealed class EarlierRunTests : IDisposable
{
    private const string Journal = "nightly.journal.jsonl";
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly TemporaryFolder _folder = new();

    public EarlierRunTests() => _folder.CopyFromRepository("examples");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_journal_of_a_run_of_other_policies_is_not_touched()
    {
        await LeaveUnfinishedAsync();
        _folder.Write(Journal, _folder.Read(Journal) + "{\"type\":\"out");
        var before = _folder.Read(Journal);
        _folder.Write(
            "second.yaml",
            """
            version: 1
            targets: ["oci-layout:examples/registry"]
            protect: [{ tags: ["v*", latest] }]
            rules: [{ id: more, match: { tags: [pr-4] }, delete: all }]
            """
        );
        var run = await CliRun.RunAsync(_folder.Path, ["run", "second.yaml", "--journal", "second.jsonl"], NoVariables, Night(1));
        Assert.True(run.Status == 0, run.Error);
        Assert.Equal(before, _folder.Read(Journal));
        Assert.DoesNotContain("was not finished", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Each line of each kind is left out, and each of its members
    /// is taken away or replaced by what does not belong there.</summary>
    [Fact]
    public async Task A_damaged_journal_is_no_crash_wherever_it_is_damaged()
    {
        var lines = (await WholeAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var policy = _folder.Read("examples/retention.yaml");
        var tried = 0;
        foreach (var damaged in Damaged(lines).Where((_, nth) => Thoroughness.IsFull || nth % 4 == 0))
        {
            using var folder = new TemporaryFolder();
            folder.Write("policy.yaml", policy);
            folder.Write(Journal, damaged);
            CopyBodies(folder);
            foreach (
                var command in (string[][])
                    [
                        ["run", "policy.yaml", "--journal", "next.jsonl", "--target", "oci-layout:examples/registry"],
                        ["run", "policy.yaml", "--journal", Journal, "--target", "oci-layout:examples/registry"],
                        ["restore", Journal],
                    ]
            )
            {
                var run = await CliRun.RunAsync(folder.Path, [.. command, "--verbose"], NoVariables, Night(1));
                Assert.False(run.Error.Contains("defect", StringComparison.Ordinal), $"{run.Error}\n\n{damaged}");
                tried++;
            }
        }

        Assert.True(tried > Thoroughness.Cases(75, 300), $"{tried}");
    }

    private static IEnumerable<string> Damaged(string[] lines)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = JsonNode.Parse(lines[i])!.AsObject();
            if (!seen.Add($"{line["type"]} {line["action"]}"))
            {
                continue;
            }

            yield return Text([.. lines[..i], .. lines[(i + 1)..]]);
            yield return Text([.. lines[..i], lines[i], lines[i], .. lines[(i + 1)..]]);
            foreach (var member in line.Select(pair => pair.Key).ToList())
            {
                foreach (var value in (string?[])[null, "null", "[null]", "\"x\"", "-1", "\"sha256:00\""])
                {
                    var changed = JsonNode.Parse(lines[i])!.AsObject();
                    changed.Remove(member);
                    if (value is not null)
                    {
                        changed[member] = JsonNode.Parse(value);
                    }

                    yield return Text([.. lines[..i], changed.ToJsonString(), .. lines[(i + 1)..]]);
                }
            }
        }
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private void CopyBodies(TemporaryFolder folder)
    {
        var bodies = Path.Combine(_folder.Path, Journal + ".manifests");
        foreach (var file in Directory.GetFiles(bodies, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.Path, Journal + ".manifests", Path.GetRelativePath(bodies, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>A run that was killed just after its first deletion: the index is gone, and its parts are not.</summary>
    private async Task LeaveUnfinishedAsync()
    {
        Assert.Equal(0, (await RunAsync(0, ["--journal", Journal])).Status);
        var registry = Path.Combine(_folder.Path, "examples", "registry");
        Directory.Delete(registry, recursive: true);
        _folder.CopyFromRepository("examples");
        var lines = _folder.Read(Journal).Split('\n').ToList();
        var first = lines.FindIndex(line => line.StartsWith("{\"type\":\"intent\"", StringComparison.Ordinal));
        _folder.Write(Journal, Text(lines[..(first + 1)]));
        var digest = (string)JsonNode.Parse(lines[first])!["digest"]!;
        var index = JsonNode.Parse(_folder.Read("examples/registry/index.json"))!;
        var entries = index["manifests"]!.AsArray();
        entries.Remove(entries.Single(entry => (string?)entry!["digest"] == digest));
        _folder.Write("examples/registry/index.json", index.ToJsonString());
        File.Delete(Path.Combine(registry, "blobs", digest.Replace(':', '/')));
    }

    /// <summary>The journal of a run and of its restore, without the end.</summary>
    private async Task<string> WholeAsync()
    {
        Assert.Equal(0, (await RunAsync(0, ["--journal", Journal])).Status);
        Assert.Equal(0, (await CliRun.RunAsync(_folder.Path, "restore", Journal)).Status);
        return Text(
            _folder.Read(Journal).Split('\n').Where(line => line.Length > 0 && !line.Contains("\"type\":\"end\"", StringComparison.Ordinal))
        );
    }

    private Task<CliRun> RunAsync(int night, string[] more) =>
        CliRun.RunAsync(_folder.Path, ["run", "examples/retention.yaml", .. more], NoVariables, Night(night));

    private static FakeTimeProvider Night(int number) => new(CliRun.Now.AddDays(number));
}
