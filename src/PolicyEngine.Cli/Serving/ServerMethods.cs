using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json.Nodes;
using PolicyEngine.Editing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Serving;

/// <summary>The requests about an open file. A new one is a method here and a line in the table.</summary>
internal static class ServerMethods
{
    private static readonly FrozenDictionary<string, Func<ServerSession, EditedFile, JsonNode, JsonNode?>> All = new Dictionary<
        string,
        Func<ServerSession, EditedFile, JsonNode, JsonNode?>
    >
    {
        ["textDocument/completion"] = Complete,
        ["textDocument/hover"] = Hover,
        ["textDocument/codeAction"] = Fix,
        ["textDocument/documentSymbol"] = (_, file, _) =>
            ProtocolJson.List(OutlineEntry.Of(file).Select(e => ProtocolJson.Of(file.Source, e))),
        ["textDocument/foldingRange"] = (_, file, _) =>
            ProtocolJson.List(
                FoldingLines.Of(file.Source).Select(f => (JsonNode)new JsonObject { ["startLine"] = f.First, ["endLine"] = f.Last })
            ),
        ["textDocument/definition"] = IdRequests.Define,
        ["textDocument/references"] = IdRequests.Refer,
        ["textDocument/prepareRename"] = IdRequests.PrepareRename,
        ["textDocument/rename"] = IdRequests.Rename,
        ["textDocument/formatting"] = Format,
        ["textDocument/semanticTokens/full"] = Tokens,
        ["textDocument/codeLens"] = Lenses,
        ["textDocument/inlayHint"] = Hints,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What answers a request; null where it is not known.</summary>
    public static Func<ServerSession, EditedFile, JsonNode, JsonNode?>? Find(string method) => All.GetValueOrDefault(method);

    /// <summary>What the server can do.</summary>
    public static JsonObject Capabilities() =>
        new()
        {
            ["positionEncoding"] = "utf-16",
            ["textDocumentSync"] = new JsonObject { ["openClose"] = true, ["change"] = 2 },
            ["completionProvider"] = new JsonObject { ["triggerCharacters"] = new JsonArray(":", " ", "-") },
            ["hoverProvider"] = true,
            ["codeActionProvider"] = new JsonObject
            {
                ["codeActionKinds"] = new JsonArray("quickfix", "refactor.extract", "refactor.rewrite", "source.fixAll"),
            },
            ["documentSymbolProvider"] = true,
            ["foldingRangeProvider"] = true,
            ["definitionProvider"] = true,
            ["referencesProvider"] = true,
            ["renameProvider"] = new JsonObject { ["prepareProvider"] = true },
            ["documentFormattingProvider"] = true,
            ["semanticTokensProvider"] = new JsonObject
            {
                ["legend"] = new JsonObject
                {
                    ["tokenTypes"] = ProtocolJson.List(Enum.GetValues<SemanticKind>().Select(k => (JsonNode)TypeOf(k))),
                    ["tokenModifiers"] = new JsonArray(),
                },
                ["full"] = true,
            },
            ["codeLensProvider"] = new JsonObject { ["resolveProvider"] = false },
            ["inlayHintProvider"] = true,
        };

    private static JsonObject Complete(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var names = session.Graphs is { Count: > 0 } graphs ? LiveVerdicts.Names(graphs) : KnownNames.None;
        if (file.IsTest)
        {
            var uri = ProtocolJson.Document(parameters)!;
            names = names with
            {
                Ids =
                [
                    .. OpenFiles
                        .PoliciesOf(uri, file)
                        .SelectMany(p => session.Files.Read(p) is { } policy ? IdOccurrence.Of(policy) : [])
                        .Select(o => o.Id),
                ],
            };
        }

        var (replaced, proposals) = Completer.Complete(file, ProtocolJson.Offset(file.Source, parameters["position"]), names);
        var items = ProtocolJson.List(
            proposals.Select(
                (p, i) =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["label"] = p.Label,
                            ["kind"] = p.Kind switch
                            {
                                CompletionKind.Key => 10,
                                CompletionKind.Value => 12,
                                CompletionKind.Name => 18,
                                _ => throw new UnreachableException(),
                            },
                            ["documentation"] = new JsonObject { ["kind"] = "markdown", ["value"] = p.Markdown },
                            ["sortText"] = i.ToString("D4", System.Globalization.CultureInfo.InvariantCulture),
                            ["filterText"] = p.Label,
                            ["insertTextFormat"] = 2,
                            ["insertTextMode"] = 2,
                            ["textEdit"] = new JsonObject
                            {
                                ["range"] = ProtocolJson.Range(file.Source, replaced),
                                ["newText"] = p.Snippet,
                            },
                        }
            )
        );

        // Values are asked for again with each letter: an example must not stay when something else is typed.
        return new JsonObject { ["isIncomplete"] = proposals.Any(p => p.Kind != CompletionKind.Key), ["items"] = items };
    }

    private static JsonObject? Hover(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var offset = ProtocolJson.Offset(file.Source, parameters["position"]);
        if (HoverText.At(file, offset) is not var (span, markdown))
        {
            return null;
        }

        var selected = session.Graphs is { Count: > 0 } graphs ? SelectedNow.At(file, graphs, session.Now, offset) : null;
        return new JsonObject
        {
            ["contents"] = new JsonObject { ["kind"] = "markdown", ["value"] = selected is null ? markdown : $"{markdown}\n\n{selected}" },
            ["range"] = ProtocolJson.Range(file.Source, span),
        };
    }

    private static JsonArray Fix(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var uri = ProtocolJson.Text(parameters["textDocument"]!["uri"])!;
        var span = ProtocolJson.Span(file.Source, parameters["range"]);
        JsonObject Action(string title, string kind, IEnumerable<TextEdit> edits) =>
            new()
            {
                ["title"] = title,
                ["kind"] = kind,
                ["edit"] = new JsonObject
                {
                    ["changes"] = new JsonObject { [uri] = ProtocolJson.List(edits.Select(e => ProtocolJson.Edit(file.Source, e))) },
                },
            };

        var fixes = FixSuggestion
            .At(file, span)
            .Select(s =>
            {
                var action = Action(s.Title, s.IsForAll ? "source.fixAll" : "quickfix", s.Edits);
                action["isPreferred"] = s.IsPreferred;
                if (s.Diagnostic is { } diagnostic)
                {
                    action["diagnostics"] = ProtocolJson.List([ProtocolJson.Of(uri, file.Source, diagnostic)]);
                }

                return (JsonNode)action;
            });
        var refactorings = Refactoring
            .At(file, span)
            .Select(r => (JsonNode)Action(r.Title, r.IsExtraction ? "refactor.extract" : "refactor.rewrite", r.Edits));
        return ProtocolJson.List(fixes.Concat(refactorings));
    }

    private static JsonArray Format(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var text = YamlFormat.Format(file.Source);
        return text == file.Source.Text
            ? new JsonArray()
            : ProtocolJson.List([ProtocolJson.Edit(file.Source, new TextEdit(new TextSpan(0, file.Source.Text.Length), text))]);
    }

    /// <summary>Each token relative to the one before it, as the protocol wants it.</summary>
    private static JsonObject Tokens(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var data = new JsonArray();
        var (line, character) = (0, 0);
        foreach (var token in SemanticToken.Of(file))
        {
            var start = file.Source.GetPosition(token.Span.Start);
            data.Add((JsonNode)(start.Line - line));
            data.Add((JsonNode)(start.Line == line ? start.Character - character : start.Character));
            data.Add((JsonNode)token.Span.Length);
            data.Add((JsonNode)(int)token.Kind);
            data.Add((JsonNode)0);
            (line, character) = (start.Line, start.Character);
        }

        return new JsonObject { ["data"] = data };
    }

    private static JsonArray Lenses(ServerSession session, EditedFile file, JsonNode parameters) =>
        session.Graphs is not { Count: > 0 } graphs
            ? new JsonArray()
            : ProtocolJson.List(
                LiveVerdicts
                    .Lenses(file, graphs, session.Now)
                    .Select(l =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["range"] = ProtocolJson.Range(file.Source, l.Span),
                                ["command"] = new JsonObject { ["title"] = l.Text, ["command"] = string.Empty },
                            }
                    )
            );

    private static JsonArray Hints(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var span = ProtocolJson.Span(file.Source, parameters["range"]);
        return session.Graphs is not { Count: > 0 } graphs
            ? new JsonArray()
            : ProtocolJson.List(
                LiveVerdicts
                    .Hints(file, graphs)
                    .Where(h => h.Offset >= span.Start && h.Offset <= span.End)
                    .Select(h =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["position"] = ProtocolJson.Position(file.Source, h.Offset),
                                ["label"] = h.Text,
                                ["paddingLeft"] = true,
                            }
                    )
            );
    }

    private static string TypeOf(SemanticKind kind) =>
        kind switch
        {
            SemanticKind.Key => "property",
            SemanticKind.Quantity => "number",
            SemanticKind.Regex => "regexp",
            SemanticKind.Word => "enumMember",
            SemanticKind.Id => "variable",
            SemanticKind.Glob => "string",
            _ => throw new UnreachableException(),
        };
}
