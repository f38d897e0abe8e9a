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
    private const string Uri = "file:///policies/web.yaml";
    private const int Changes = 10_000;

    private static readonly string[] Pieces =
    [
        "\n",
        "  ",
        "- ",
        "id: a",
        "delete: all",
        "{ ",
        " }",
        "[",
        "]",
        ":",
        "\"",
        "'",
        "#",
        "rules:\n",
        "version: 1\n",
        "older-than: 3d",
        "*",
        "&a",
        "<<: *a",
        "\t",
        "🚀",
        "\r\n",
        "|\n",
        "x",
        "",
        "\0",
        "---\n",
        "match: { tags: [\"pr-*\", \"!x\"] }\n",
        "\u2028",
        "\uD800",
    ];

    private static readonly string[] Questions =
    [
        "textDocument/completion",
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/rename",
        "textDocument/formatting",
        "textDocument/semanticTokens/full",
        "textDocument/codeLens",
        "textDocument/inlayHint",
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
        using var server = new LanguageServer(serverInput, serverOutput, TimeProvider.System, "0");
        var running = Task.Run(() => server.Run(CancellationToken.None));
        var reader = new MessageFrames(fromServer, Stream.Null);
        var last = Task.Run(() => LastDiagnostics(reader));
        var writer = new MessageFrames(Stream.Null, toServer);

        Send(writer, "initialize", 0, []);
        var text = await File.ReadAllTextAsync(Path.Combine(TemporaryFolder.Repository, "examples", "retention.yaml"));
        Send(
            writer,
            "textDocument/didOpen",
            null,
            new JsonObject
            {
                ["textDocument"] = new JsonObject
                {
                    ["uri"] = Uri,
                    ["languageId"] = "yaml",
                    ["version"] = 0,
                    ["text"] = text,
                },
            }
        );
        var source = SourceText.From("/policies/web.yaml", text);
        for (var version = 1; version <= Changes; version++)
        {
            var start = random.Next(source.Text.Length + 1);
            var end = Math.Min(source.Text.Length, start + (random.Next(4) == 0 ? random.Next(source.Text.Length > 3000 ? 200 : 12) : 0));
            var change = new JsonObject
            {
                ["text"] = Pieces[random.Next(Pieces.Length)],
                ["range"] = new JsonObject { ["start"] = Place(source, start), ["end"] = Place(source, end) },
            };
            source = Edit(source, change);
            Send(
                writer,
                "textDocument/didChange",
                null,
                new JsonObject
                {
                    ["textDocument"] = new JsonObject { ["uri"] = Uri, ["version"] = version },
                    ["contentChanges"] = new JsonArray((JsonNode)change),
                }
            );
            if (version % 10 == 0)
            {
                Send(
                    writer,
                    Questions[random.Next(Questions.Length)],
                    version,
                    new JsonObject
                    {
                        ["textDocument"] = new JsonObject { ["uri"] = Uri },
                        ["position"] = Place(source, random.Next(source.Text.Length + 1)),
                        ["range"] = new JsonObject { ["start"] = Place(source, 0), ["end"] = Place(source, source.Text.Length) },
                        ["newName"] = "b",
                    }
                );
            }
        }

        var (diagnostics, failures) = await last;
        var expected = EditedFile.Open("/policies/web.yaml", source.Text);
        Assert.Equal(
            ProtocolJson.List(expected.Diagnostics.Select(d => ProtocolJson.Of(Uri, expected.Source, d))).ToJsonString(),
            diagnostics.ToJsonString()
        );
        Assert.Equal([], failures);
        Send(writer, "shutdown", "end", []);
        Send(writer, "exit", null, []);
        toServer.Close();
        Assert.True(await running);
    }

    [Theory]
    [InlineData("""{"id":{"a":1},"method":"textDocument/hover","params":null}""")]
    [InlineData("""{"id":1,"method":"textDocument/hover","params":[1]}""")]
    [InlineData("""{"id":1,"method":"textDocument/hover","params":"x"}""")]
    [InlineData("""{"id":1,"method":7}""")]
    [InlineData("""{"method":"textDocument/didOpen","params":[1]}""")]
    [InlineData("""{"method":"textDocument/didOpen","params":{"textDocument":{"uri":5,"text":7}}}""")]
    [InlineData("""{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"x","text":null}}}""")]
    [InlineData(
        """{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a%00b/\u0000","version":1e99,"text":"a: b"}}}"""
    )]
    [InlineData(
        """{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///policies/web.yaml"},"contentChanges":[null,5,{"range":7,"text":"a"},{"range":{"start":[],"end":{"line":"x"}}}]}}"""
    )]
    [InlineData(
        """{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///policies/web.yaml"},"contentChanges":{}}}"""
    )]
    [InlineData("""{"id":2,"method":"textDocument/rename","params":{"textDocument":{"uri":"file:///policies/web.yaml"},"newName":{}}}""")]
    [InlineData(
        """{"id":3,"method":"textDocument/completion","params":{"textDocument":{"uri":"file:///policies/web.yaml"},"position":"x"}}"""
    )]
    [InlineData("""{"method":"workspace/didChangeConfiguration","params":{"settings":[]}}""")]
    [InlineData("""{"method":"workspace/didChangeConfiguration","params":{"settings":{"policyengine":{"snapshot":"/nowhere\u0000/x"}}}}""")]
    [InlineData("""{"method":"$/cancelRequest","params":[]}""")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public void A_message_that_makes_no_sense_does_not_end_the_server(string message)
    {
        using var input = new MemoryStream();
        var writer = new MessageFrames(Stream.Null, input);
        Send(writer, "initialize", "first", []);
        Send(
            writer,
            "textDocument/didOpen",
            null,
            new JsonObject
            {
                ["textDocument"] = new JsonObject
                {
                    ["uri"] = Uri,
                    ["version"] = 1,
                    ["text"] = "version: 1\nrules: []\n",
                },
            }
        );
        writer.Write(Encoding.UTF8.GetBytes(message));
        Send(writer, "textDocument/codeLens", "asked", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = Uri } });
        Send(writer, "shutdown", "last", []);
        Send(writer, "exit", null, []);
        input.Position = 0;
        using var output = new MemoryStream();
        using var server = new LanguageServer(input, output, TimeProvider.System, "0");
        Assert.True(server.Run(CancellationToken.None));
        var answers = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("\"id\":\"asked\",\"result\":[]", answers, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"last\",\"result\":null", answers, StringComparison.Ordinal);
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
        return SourceText.From(
            source.Path,
            string.Concat(source.Text.AsSpan(0, span.Start), (string)change["text"]!, source.Text.AsSpan(span.End))
        );
    }

    private static JsonObject Place(SourceText source, int offset) => ProtocolJson.Position(source, offset);

    private static void Send(MessageFrames writer, string method, JsonNode? id, JsonObject parameters)
    {
        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = method,
            ["params"] = parameters,
        };
        if (id is not null)
        {
            message["id"] = id;
        }

        writer.Write(Encoding.UTF8.GetBytes(message.ToJsonString()));
    }
}
