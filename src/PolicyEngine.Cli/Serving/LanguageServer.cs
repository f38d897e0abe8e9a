using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyEngine.Cli.Serving;

/// <summary>The language server: reads messages, answers requests, publishes diagnostics when
/// no newer message waits. Nothing that a client sends ends it but <c>exit</c>.</summary>
internal sealed class LanguageServer : IDisposable
{
    private const int NotInitialized = -32002;
    private const int InvalidRequest = -32600;
    private const int UnknownMethod = -32601;
    private const int InvalidParameters = -32602;
    private const int Internal = -32603;
    private const int ParseError = -32700;
    private const int Cancelled = -32800;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 64 };
    private readonly MessageFrames _frames;
    private readonly EditorClient _client;
    private readonly ServerSession _session;
    private readonly BlockingCollection<JsonObject?> _waiting = new(boundedCapacity: 10_000);
    private readonly ConcurrentDictionary<string, byte> _cancelled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _isInitialized;
    private bool _isShutDown;

    /// <summary>A server on two streams.</summary>
    /// <param name="input">What the client says.</param>
    /// <param name="output">What it is told.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="version">The version of the program.</param>
    public LanguageServer(Stream input, Stream output, TimeProvider clock, string version)
    {
        _frames = new MessageFrames(input, output);
        _client = new EditorClient(_frames);
        _session = new ServerSession(clock, version, _client);
    }

    /// <summary>Serves until <c>exit</c> or the end of the input; whether the client had asked for the shutdown, as it should.</summary>
    public bool Run(CancellationToken cancellationToken)
    {
        var reading = new Thread(ReadAll) { IsBackground = true, Name = "messages" };
        reading.Start();
        try
        {
            foreach (var message in _waiting.GetConsumingEnumerable(cancellationToken))
            {
                if (message is null)
                {
                    return false;
                }

                if (ProtocolJson.Text(message["method"]) == "exit")
                {
                    return _isShutDown;
                }

                Handle(message);
                if (_waiting.Count == 0)
                {
                    Publish();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client has gone.
        }

        return _isShutDown;
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();

    private void ReadAll()
    {
        try
        {
            ReadMessages();
            _waiting.Add(null);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // The server has ended.
        }
    }

    private void ReadMessages()
    {
        try
        {
            while (_frames.Read() is { } bytes)
            {
                if (Parse(bytes) is not { } message)
                {
                    _client.Answer(Failure(null, ParseError, "The message is not a JSON object, or too long."));
                    continue;
                }

                if (ProtocolJson.Text(message["method"]) == "$/cancelRequest" && ProtocolJson.Member(message["params"], "id") is { } id)
                {
                    // Of answers that were never asked for nothing is kept for long.
                    if (_cancelled.Count < 1000)
                    {
                        _cancelled[id.ToJsonString()] = 0;
                    }
                }
                else
                {
                    _waiting.Add(message);
                }
            }
        }
        catch (IOException)
        {
            // The client has gone; what it sent is answered as far as possible.
        }
    }

    private static JsonObject? Parse(byte[] bytes)
    {
        try
        {
            var message = JsonNode.Parse(bytes, documentOptions: Depth) as JsonObject;

            // A key that is there twice is found only when the object is used.
            return message is not null && message.Count >= 0 && Touch(message) ? message : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static bool Touch(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.All(p => Touch(p.Value)),
            JsonArray list => list.All(Touch),
            _ => true,
        };

    private void Handle(JsonObject message)
    {
        var id = message["id"];
        var method = ProtocolJson.Text(message["method"]);
        if (method is null)
        {
            // An answer to a request of ours, or nonsense.
            return;
        }

        if (id is null)
        {
            Notify(method, message["params"]);
            return;
        }

        _client.Answer(Answer(id, method, message["params"]));
    }

    private JsonObject Answer(JsonNode id, string method, JsonNode? parameters)
    {
        if (_cancelled.TryRemove(id.ToJsonString(), out _))
        {
            return Failure(id, Cancelled, "The request was cancelled.");
        }

        if (_isShutDown)
        {
            return Failure(id, InvalidRequest, "The server was shut down.");
        }

        if (method == "initialize")
        {
            if (_isInitialized)
            {
                return Failure(id, InvalidRequest, "The server was initialized already.");
            }

            _isInitialized = true;
            return Success(id, Guard(() => _session.Initialize(parameters as JsonObject), out var failure), failure);
        }

        if (!_isInitialized)
        {
            return Failure(id, NotInitialized, "The first request must be 'initialize'.");
        }

        if (method == "shutdown")
        {
            _isShutDown = true;
            return Success(id, null, null);
        }

        if (ServerMethods.Find(method) is not { } handler)
        {
            return Failure(id, UnknownMethod, $"The method '{Shown(method)}' is not known.");
        }

        if (_session.Files.Find(ProtocolJson.Document(parameters)) is not { } file)
        {
            return Failure(id, InvalidParameters, "The document is not open.");
        }

        return Success(id, Guard(() => handler(_session, file, parameters!), out var problem), problem);
    }

    private static string Shown(string method) => method.Length > 60 ? method[..60] + "…" : method;

    private void Notify(string method, JsonNode? parameters)
    {
        if (!_isInitialized || _isShutDown)
        {
            return;
        }

        var uri = ProtocolJson.Document(parameters);
        Guard(
            () =>
            {
                switch (method)
                {
                    case "textDocument/didOpen" when uri is not null:
                        _session.Files.Open(
                            uri,
                            ProtocolJson.Text(parameters!["textDocument"]!["text"]) ?? string.Empty,
                            ProtocolJson.Number(parameters["textDocument"]!["version"])
                        );
                        _changed.Add(uri);
                        break;
                    case "textDocument/didChange" when uri is not null && parameters!["contentChanges"] is JsonArray changes:
                        _session.Files.Change(uri, changes, ProtocolJson.Number(parameters["textDocument"]!["version"]));
                        _changed.Add(uri);
                        break;
                    case "textDocument/didClose" when uri is not null:
                        _session.Files.Close(uri);
                        _changed.Remove(uri);
                        _client.Notify(
                            "textDocument/publishDiagnostics",
                            new JsonObject { ["uri"] = uri, ["diagnostics"] = new JsonArray() }
                        );
                        break;
                    case "workspace/didChangeConfiguration":
                        _session.Configure(ProtocolJson.Member(ProtocolJson.Member(parameters, "settings"), "policyengine"));
                        _client.Refresh();
                        break;
                    default:
                        break;
                }

                return null;
            },
            out _
        );
    }

    /// <summary>Publishes what is wrong with the files that changed: for the newest text only.</summary>
    private void Publish()
    {
        foreach (var uri in _changed)
        {
            if (_session.Files.Find(uri) is { } file)
            {
                Guard(
                    () =>
                    {
                        var diagnostics = ProtocolJson.List(file.Diagnostics.Select(d => ProtocolJson.Of(uri, file.Source, d)));
                        _client.Notify(
                            "textDocument/publishDiagnostics",
                            new JsonObject
                            {
                                ["uri"] = uri,
                                ["version"] = _session.Files.VersionOf(uri),
                                ["diagnostics"] = diagnostics,
                            }
                        );
                        return null;
                    },
                    out _
                );
            }
        }

        _changed.Clear();
    }

    /// <summary>Runs what a client asked for: whatever is wrong with it, or with us, is told and does not end the server.</summary>
    private JsonNode? Guard(Func<JsonNode?> work, out string? failure)
    {
        try
        {
            failure = null;
            return work();
        }
        catch (Exception e) when (e is not (IOException or ObjectDisposedException or OutOfMemoryException))
        {
            failure = $"Internal error: {e.GetType().Name}: {e.Message}";
            _client.Notify("window/logMessage", new JsonObject { ["type"] = 1, ["message"] = e.ToString() });
            return null;
        }
    }

    private static JsonObject Success(JsonNode id, JsonNode? result, string? failure) =>
        failure is not null
            ? Failure(id, Internal, failure)
            : new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id.DeepClone(),
                ["result"] = result,
            };

    private static JsonObject Failure(JsonNode? id, int code, string message) =>
        new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id?.DeepClone(),
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
        };
}
