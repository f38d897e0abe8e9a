using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Testing;

namespace PolicyEngine.Benchmarks;

/// <summary>An editor with one file open, in a conversation with <c>policyengine lsp</c> over stdio.</summary>
internal sealed class LanguageClient : IAsyncDisposable
{
    private const string Uri = "file:///policy.yaml";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TestProcess _server = MeasuredProgram.Start(["lsp", "--stdio"], hasInput: true);
    private readonly StreamReader _output;
    private int _version;

    public LanguageClient() => _output = new StreamReader(_server.Output, Encoding.Latin1);

    /// <summary>The memory that the server holds now, in bytes.</summary>
    public long Memory => MeasuredProcess.ReadMemory(_server.Id, "VmRSS:");

    /// <summary>The processor time that the server took so far.</summary>
    public TimeSpan Processor => MeasuredProcess.ReadProcessor(_server.Id) ?? TimeSpan.Zero;

    /// <summary>Opens a text, and waits for its diagnostics.</summary>
    public async Task OpenAsync(string text)
    {
        await SendAsync("initialize", new JsonObject { ["capabilities"] = new JsonObject() }, id: 1);
        await ReadUntilAsync(message => message["id"] is not null);
        await SendAsync("initialized", []);
        var document = new JsonObject
        {
            ["uri"] = Uri,
            ["languageId"] = "yaml",
            ["version"] = ++_version,
            ["text"] = text,
        };
        await SendAsync("textDocument/didOpen", new JsonObject { ["textDocument"] = document });
        await ReadDiagnosticsAsync();
    }

    /// <summary>Puts one character at a place, or takes one away, and waits for the diagnostics.</summary>
    /// <param name="line">The line, from 0.</param>
    /// <param name="character">The character, from 0.</param>
    /// <param name="removed">How many characters go.</param>
    /// <param name="text">What comes.</param>
    public async Task ChangeAsync(int line, int character, int removed, string text)
    {
        var change = new JsonObject
        {
            ["range"] = new JsonObject { ["start"] = Place(line, character), ["end"] = Place(line, character + removed) },
            ["text"] = text,
        };
        await SendAsync(
            "textDocument/didChange",
            new JsonObject
            {
                ["textDocument"] = new JsonObject { ["uri"] = Uri, ["version"] = ++_version },
                ["contentChanges"] = new JsonArray((JsonNode)change),
            }
        );
        await ReadDiagnosticsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.KillAsync();
        _server.Dispose();
    }

    private static JsonObject Place(int line, int character) => new() { ["line"] = line, ["character"] = character };

    private Task ReadDiagnosticsAsync() =>
        ReadUntilAsync(message =>
            (string?)message["method"] == "textDocument/publishDiagnostics" && ((int?)message["params"]!["version"] ?? _version) == _version
        );

    private async Task SendAsync(string method, JsonObject parameters, int? id = null)
    {
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = method,
            ["params"] = parameters,
        };
        if (id is { } number)
        {
            message["id"] = number;
        }

        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        var head = string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        await _server.Input.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        await _server.Input.FlushAsync();
    }

    /// <summary>Reads messages until one is wanted. Latin-1 makes a character of each byte.</summary>
    private async Task ReadUntilAsync(Func<JsonNode, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await ReadUntilAsync(isWanted, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"'policyengine lsp' has not answered for {s_patience.TotalSeconds} s.")
            );
        }
    }

    private async Task ReadUntilAsync(Func<JsonNode, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = 0;
            while (await _output.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
            {
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                {
                    length = int.Parse(line.AsSpan(15).Trim(), CultureInfo.InvariantCulture);
                }
            }

            if (length == 0)
            {
                throw new InvalidOperationException("The server ended.");
            }

            var body = new char[length];
            await _output.ReadBlockAsync(body, cancellationToken);
            if (isWanted(JsonNode.Parse(Encoding.Latin1.GetBytes(body))!))
            {
                return;
            }
        }
    }
}
