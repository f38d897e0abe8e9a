using System.IO.Compression;
using System.Text.Json;
using PolicyEngine.Graph;

namespace PolicyEngine.Snapshots;

/// <summary>Reads snapshot files (semantics.md#files), gzipped or not. Pure but for the stream that it is given; thread-safe.</summary>
/// <remarks>
/// The file is read manifest by manifest and never held as a whole. Properties that it does not know are skipped and told of,
/// since a later version may have more; one that is nearly spelt like a known one is an error. Beyond semantics.md#files a
/// repository may have <c>reason</c>, <c>untaggedHidden</c>, <c>untagRefused</c>, <c>vendor</c>, <c>page</c>, <c>danglingTags</c>
/// and <c>listedButGone</c>, a manifest <c>unread</c>; a repository that does not say whether it is complete counts as incomplete.
/// </remarks>
public static class SnapshotReader
{
    /// <summary>The version of the format that is read and written.</summary>
    public const int FormatVersion = 1;

    /// <summary>What every plan has, also one of no repository, and no snapshot.</summary>
    private const string PlanProperty = "hasChanges";

    private static readonly string[] Keys = ["formatVersion", "facts", "repositories"];

    /// <summary>Reads every repository of a file as a graph, in the order of the file.</summary>
    /// <exception cref="SnapshotFormatException">The file is not a snapshot, or a broken one.</exception>
    public static IReadOnlyList<DigestGraph> ReadGraphs(Stream stream) => ReadGraphs(stream, out _);

    /// <summary>Reads every repository of a file as a graph, in the order of the file.</summary>
    /// <param name="stream">The file's content; it is not closed.</param>
    /// <param name="unknown">The first of the properties that were skipped since they are not known.</param>
    /// <param name="endStep">Called where much of what was held is not needed any more, so that memory can be given back.</param>
    /// <exception cref="SnapshotFormatException">The file is not a snapshot, or a broken one.</exception>
    public static IReadOnlyList<DigestGraph> ReadGraphs(Stream stream, out IReadOnlyCollection<string> unknown, Action? endStep = null)
    {
        var graphs = new List<DigestGraph>();
        unknown = Read(stream, graphs, endStep);
        return graphs;
    }

    /// <summary>Reads the facts of a file, which stand before its repositories.</summary>
    /// <param name="stream">The file's content; it is not closed.</param>
    /// <exception cref="SnapshotFormatException">The file is not a snapshot, or a broken one.</exception>
    public static IReadOnlyList<SnapshotFact> ReadFacts(Stream stream)
    {
        var start = new byte[2];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), stream);
        if (start is not [0x1f, 0x8b])
        {
            return ScanFacts(whole);
        }

        using var unzipped = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        return ScanFacts(unzipped);
    }

    private static List<SnapshotFact> ScanFacts(Stream stream)
    {
        var facts = new List<SnapshotFact>();
        var scanner = new JsonScanner(stream);
        scanner.Read();
        scanner.ExpectObject();
        while (scanner.NextProperty(out var property) && property != "repositories")
        {
            if (property != "facts")
            {
                scanner.Skip();
                continue;
            }

            scanner.Path = "facts";
            for (var index = 0; scanner.Token != JsonTokenType.Null && (index > 0 || scanner.StartArray()) && scanner.NextItem(); index++)
            {
                if (new FactScanner($"facts[{index}]").Read(ref scanner) is { } fact)
                {
                    facts.Add(fact);
                }
            }
        }

        return facts;
    }

    /// <summary>Reads a file. What comes late in it may still be broken.</summary>
    /// <returns>The first of the properties that were skipped since they are not known.</returns>
    private static IReadOnlyCollection<string> Read(Stream stream, List<DigestGraph> graphs, Action? endStep)
    {
        var start = new byte[2];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, length), stream);
        if (start is not [0x1f, 0x8b])
        {
            if (length == 0)
            {
                throw new SnapshotFormatException("The file is empty.");
            }

            // What begins like JSON is told of with its line.
            if (start[0] is not ((byte)'{' or (byte)'[' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF))
            {
                throw new SnapshotFormatException("The file is not JSON. Create a snapshot with 'policyengine snapshot'.");
            }

            return ReadDocument(whole, graphs, endStep);
        }

        using var unzipped = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        return ReadDocument(unzipped, graphs, endStep);
    }

    private static IReadOnlyCollection<string> ReadDocument(Stream stream, List<DigestGraph> graphs, Action? endStep)
    {
        var scanner = new JsonScanner(stream);
        scanner.Read();
        scanner.ExpectObject();
        var (hasVersion, hasRepositories) = (false, false);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (scanner.NextProperty(out var property))
        {
            switch (property)
            {
                case "formatVersion":
                    scanner.Path = "formatVersion";
                    if (scanner.Number() is not FormatVersion)
                    {
                        throw scanner.Error("only version 1 of the format is supported");
                    }

                    hasVersion = true;
                    break;
                case "repositories":
                    scanner.Path = "repositories";
                    hasRepositories = true;
                    for (
                        var index = 0;
                        scanner.Token != JsonTokenType.Null && (index > 0 || scanner.StartArray()) && scanner.NextItem();
                        index++
                    )
                    {
                        var path = $"repositories[{index}]";
                        var builder = new DigestGraphBuilder();
                        var info = new RepositoryScanner(path).Read(ref scanner, builder);
                        scanner.Path = path;
                        if (!names.Add(info.FullName))
                        {
                            throw scanner.Error($"the repository {JsonScanner.Quote(info.FullName)} occurs twice");
                        }

                        graphs.Add(builder.Build(info, endStep));
                    }

                    break;
                case "facts":
                    scanner.Skip();
                    break;
                case PlanProperty:
                    throw new SnapshotFormatException("The file is a plan. Create a snapshot with 'policyengine snapshot'.");
                default:
                    scanner.SkipUnknown(property, "a snapshot", Keys);
                    break;
            }

            scanner.Path = "";
        }

        if (!hasVersion)
        {
            throw scanner.Error("'formatVersion' is missing, so the file is not a snapshot");
        }

        if (scanner.Read())
        {
            throw scanner.Error("there is extra text after its end");
        }

        if (!hasRepositories)
        {
            throw scanner.Error("'repositories' is missing, so the file is not a snapshot");
        }

        return scanner.Unknown;
    }
}
