using System.IO.Pipes;
using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Cli.Serving;
using PolicyEngine.Editing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>Random edits and questions: the server lives, and at the end says what a fresh look at the text says.</summary>
public sealed class EditFuzzTests
{
    private const string Uri = "file:///work/web.yaml";
    private const int Changes = 10_000;

    private static readonly string[] Pieces =
    [
        "\n", "  ", "- ", "id: a", "delete: all", "{ ", " }", "[", "]", ":", "\"", "'", "#", "rules:\n", "version: 1\n", "older-than: 3d", "*", "&a", "<<: *a", "\t", "🚀", "\r\n", "|\n", "x", "", "\0", "---\n",
        "match: { tags: [\"pr-*\", \"!x\"] }\n", "\u2028", "\uD800",
    ];

    private static readonly string[] Questions =
    [
        "textDocument/completion", "textDocument/hover", "textDocument/codeAction", "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/definition", "textDocument/references",
        "textDocument/rename", "textDocument/formatting", "textDocument/semanticTokens/full", "textDocument/codeLens", "textDocument/inlayHint",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ten_thousand_changes_end_with_the_diagnostics_of_a_fresh_compile(int seed)
    {
        var random = new Random(seed);
        using var toServer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var serverInput = new AnonymousPipeClientStream(PipeDirection.In, toServer.ClientSafePipeHandle);
        using var fromServer = new AnonymousPipeServerStream(PipeDirection.In);
        using var serverOutput = new AnonymousPipeClientStream(PipeDirection.Out, fromServer.ClientSafePipeHandle);
        var server = new LanguageServer(serverInput, serverOutput, TimeProvider.System, "0");
        var running = Task.Run(() => server.Run(CancellationToken.None));
        var reader = new MessageFrames(fromServer, Stream.Null);
        var last = Task.Run(() => LastDiagnostics(reader));
        var writer = new MessageFrames(Stream.Null, toServer);

        Send(writer, "initialize", 0, []);
        var text = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "examples", "retention.yaml"));
        Send(writer, "textDocument/didOpen", null, new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = Uri, ["languageId"] = "yaml", ["version"] = 0, ["text"] = text } });
        var source = SourceText.From("/work/web.yaml", text);
        for (var version = 1; version <= Changes; version++)
        {
            var start = random.Next(source.Text.Length + 1);
            var end = Math.Min(source.Text.Length, start + (random.Next(4) == 0 ? random.Next(source.Text.Length > 3000 ? 200 : 12) : 0));
            var change = new JsonObject { ["text"] = Pieces[random.Next(Pieces.Length)], ["range"] = new JsonObject { ["start"] = Place(source, start), ["end"] = Place(source, end) } };
            source = Edit(source, change);
            Send(writer, "textDocument/didChange", null, new JsonObject
            {
                ["textDocument"] = new JsonObject { ["uri"] = Uri, ["version"] = version },
                ["contentChanges"] = new JsonArray((JsonNode)change),
            });
            if (version % 10 == 0)
            {
                Send(writer, Questions[random.Next(Questions.Length)], version, new JsonObject
                {
                    ["textDocument"] = new JsonObject { ["uri"] = Uri },
                    ["position"] = Place(source, random.Next(source.Text.Length + 1)),
                    ["range"] = new JsonObject { ["start"] = Place(source, 0), ["end"] = Place(source, source.Text.Length) },
                    ["newName"] = "b",
                });
            }
        }

        var (diagnostics, failures) = await last;
        var expected = EditedFile.Open("/work/web.yaml", source.Text);
        Assert.Equal(
            ProtocolJson.List(expected.Diagnostics.Select(d => ProtocolJson.Of(Uri, expected.Source, d))).ToJsonString(), diagnostics.ToJsonString());
        Assert.Equal([], failures);
        Send(writer, "shutdown", "end", []);
        Send(writer, "exit", null, []);
        toServer.Close();
        Assert.True(await running);
    }

    /// <summary>Reads until the diagnostics of the last change.</summary>
    private static (JsonNode Diagnostics, List<string> Failures) LastDiagnostics(MessageFrames reader)
    {
        var failures = new List<string>();
        while (reader.Read() is { } bytes)
        {
            var message = JsonNode.Parse(bytes)!;
            if (message["error"] is { } error)
            {
                failures.Add(error.ToJsonString());
            }

            if ((int?)message["params"]?["version"] == Changes)
            {
                return (message["params"]!["diagnostics"]!.DeepClone(), failures);
            }
        }

        throw new InvalidOperationException("The server ended.");
    }

    private static SourceText Edit(SourceText source, JsonObject change)
    {
        var span = ProtocolJson.Span(source, change["range"]);
        return SourceText.From(source.Path, string.Concat(source.Text.AsSpan(0, span.Start), (string)change["text"]!, source.Text.AsSpan(span.End)));
    }

    private static JsonObject Place(SourceText source, int offset) => ProtocolJson.Position(source, offset);

    private static void Send(MessageFrames writer, string method, JsonNode? id, JsonObject parameters)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters };
        if (id is not null)
        {
            message["id"] = id;
        }

        writer.Write(Encoding.UTF8.GetBytes(message.ToJsonString()));
    }
}
