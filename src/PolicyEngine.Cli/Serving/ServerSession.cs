using System.Text.Json.Nodes;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Files;
using PolicyEngine.Graph;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Serving;

/// <summary>What the server knows of its client: its files, and the snapshot that verdicts are told from. Not thread-safe.</summary>
/// <param name="clock">The clock.</param>
/// <param name="version">The version of the program.</param>
/// <param name="client">The other side.</param>
internal sealed class ServerSession(TimeProvider clock, string version, EditorClient client)
{
    private string _written = string.Empty;
    private string? _snapshot;
    private DateTime _readAt;
    private IReadOnlyList<DigestGraph> _graphs = [];

    /// <summary>The open files.</summary>
    public OpenFiles Files { get; } = new();

    /// <summary>The time that ages count to.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Answers the first request.</summary>
    public JsonObject Initialize(JsonObject? parameters)
    {
        client.Learn(parameters?["capabilities"]);
        Configure(parameters?["initializationOptions"]);
        return new JsonObject
        {
            ["serverInfo"] = new JsonObject { ["name"] = "policyengine", ["version"] = version },
            ["capabilities"] = ServerMethods.Capabilities(),
        };
    }

    /// <summary>Takes the settings: <c>snapshot</c>, the path of a snapshot file. What is not there stays as it is.</summary>
    public void Configure(JsonNode? settings)
    {
        if (ProtocolJson.Member(settings, "snapshot") is { } snapshot)
        {
            UseSnapshot(ProtocolJson.Text(snapshot) ?? string.Empty);
        }
    }

    /// <summary>The repositories of the snapshot; none without one.</summary>
    public IReadOnlyList<DigestGraph> Graphs
    {
        get
        {
            Refresh();
            return _graphs;
        }
    }

    private void UseSnapshot(string path)
    {
        if (path == _written)
        {
            return;
        }

        _written = path;
        _snapshot = Path.IsPathFullyQualified(path) ? path : null;
        (_graphs, _readAt) = ([], default);
        if (_snapshot is null && path.Length > 0)
        {
            client.Warn($"The path of the snapshot must be absolute: '{path}'.");
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
            client.Warn($"The snapshot cannot be used: {e.Message}");
        }
    }
}
