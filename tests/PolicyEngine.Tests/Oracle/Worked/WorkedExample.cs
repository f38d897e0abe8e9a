using System.Globalization;
using YamlDotNet.Serialization;

namespace PolicyEngine.Tests.Oracle;

/// <summary>One hand-reasoned test of a <c>*.policytest.yaml</c> file
/// (semantics.md#files), as an oracle's repository with names for its digests.</summary>
/// <remarks>
/// The images know, beside the keys that the language has: <c>children</c> (ids; an unknown id is a missing child), <c>signs</c> (the id
/// that a cosign tag names), <c>pulled</c>, <c>labels</c>, <c>locked</c>, and <c>size</c>, the size of a layer that no other image has.
/// </remarks>
internal sealed class WorkedExample
{
    private WorkedExample(
        string path,
        string name,
        string policy,
        DateTimeOffset now,
        OracleRepository repository,
        Dictionary<string, string> digests
    )
    {
        (Path, Name, PolicyText, Now, Repository, Digests) = (path, name, policy, now, repository, digests);
    }

    public string Path { get; }

    public string Name { get; }

    public string PolicyText { get; }

    public DateTimeOffset Now { get; }

    public OracleRepository Repository { get; }

    /// <summary>The digests by every id and tag.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>What the file expects: <c>delete</c>, <c>keep</c> and <c>untag</c>; null where it does not say.</summary>
    public required Func<string, IReadOnlyList<string>?> Expected { get; init; }

    public required IReadOnlyDictionary<string, string> Because { get; init; }

    public override string ToString() => $"{Path}: {Name}";

    /// <summary>All tests of all files under the folder, in ordinal order of their paths.</summary>
    public static IEnumerable<WorkedExample> ReadAll(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.policytest.yaml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(path => ReadFile(folder, path));

    private static IEnumerable<WorkedExample> ReadFile(string folder, string path)
    {
        var file = (Dictionary<object, object?>)new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(path));
        var policy = File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, (string)file["policy"]!));
        var now = DateTimeOffset.Parse((string)file["now"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        foreach (var test in ((List<object>)file["tests"]!).Cast<Dictionary<object, object?>>())
        {
            var images = new WorkedImages(now, ((List<object>)test["images"]!).Cast<Dictionary<object, object?>>());
            var expect = (Dictionary<object, object?>)test["expect"]!;
            yield return new WorkedExample(
                System.IO.Path.GetRelativePath(folder, path),
                (string)test["name"]!,
                policy,
                now,
                images.Repository,
                images.Digests
            )
            {
                Expected = key => (expect.GetValueOrDefault(key) as List<object>)?.Cast<string>().ToList(),
                Because = ((Dictionary<object, object?>?)expect.GetValueOrDefault("because") ?? []).ToDictionary(
                    p => (string)p.Key,
                    p => (string)p.Value!
                ),
            };
        }
    }
}
