using System.Text.Json.Nodes;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Editing;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Serving;

/// <summary>What the server knows of its client: its files, and the snapshot that verdicts are told from. Not thread-safe.</summary>
/// <param name="clock">The clock.</param>
/// <param name="version">The version of the program.</param>
/// <param name="tell">Shows a sentence to the user.</param>
internal sealed class ServerSession(TimeProvider clock, string version, Action<string> tell)
{
    private string? _snapshot;
    private DateTime _readAt;
    private IReadOnlyList<DigestGraph> _graphs = [];

    /// <summary>The open files.</summary>
    public OpenFiles Files { get; } = new();

    /// <summary>The repositories of the snapshot; none without one.</summary>
    public IReadOnlyList<DigestGraph> Graphs
    {
        get
        {
            Refresh();
            return _graphs;
        }
    }

    /// <summary>The names of the snapshot.</summary>
    public KnownNames Names { get; private set; } = KnownNames.None;

    /// <summary>The time that ages count to.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Answers the first request.</summary>
    public JsonObject Initialize(JsonObject? parameters)
    {
        Configure(parameters?["initializationOptions"]);
        return new JsonObject
        {
            ["serverInfo"] = new JsonObject { ["name"] = "policyengine", ["version"] = version },
            ["capabilities"] = ServerMethods.Capabilities(),
        };
    }

    /// <summary>Takes the settings: <c>snapshot</c>, the path of a snapshot file.</summary>
    public void Configure(JsonNode? settings)
    {
        if (settings is JsonObject && settings["snapshot"] is { } snapshot)
        {
            var path = ProtocolJson.Text(snapshot) ?? string.Empty;
            _snapshot = Path.IsPathFullyQualified(path) ? path : null;
            (_graphs, _readAt, Names) = ([], default, KnownNames.None);
            if (_snapshot is null && path.Length > 0)
            {
                tell($"The path of the snapshot must be absolute: '{path}'.");
            }
        }
    }

    private void Refresh()
    {
        if (_snapshot is null)
        {
            return;
        }

        try
        {
            // The time of a file that is not there is a time too: it is told of once.
            var written = File.GetLastWriteTimeUtc(_snapshot);
            if (written == _readAt)
            {
                return;
            }

            _readAt = written;
            using var stream = InputFile.Open(_snapshot, _snapshot);
            _graphs = SnapshotReader.ReadGraphs(stream);
        }
        catch (Exception e)
            when (e
                    is CliException
                        or IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or SnapshotFormatException
                        or InvalidDataException
            )
        {
            _graphs = [];
            tell($"The snapshot cannot be used: {e.Message}");
        }

        Names = LiveVerdicts.Names(_graphs);
    }
}
