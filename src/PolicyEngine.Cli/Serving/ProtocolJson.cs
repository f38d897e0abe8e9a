using System.Diagnostics;
using System.Text.Json.Nodes;
using PolicyEngine.Diagnostics;
using PolicyEngine.Editing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Serving;

/// <summary>Places, edits and diagnostics as the protocol writes them: lines and UTF-16 units, counted from 0. Pure.</summary>
internal static class ProtocolJson
{
    /// <summary>A list.</summary>
    public static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    /// <summary>A place.</summary>
    public static JsonObject Position(SourceText source, int offset)
    {
        var (line, character) = source.GetPosition(offset);
        return new JsonObject { ["line"] = line, ["character"] = character };
    }

    /// <summary>A range.</summary>
    public static JsonObject Range(SourceText source, TextSpan span) =>
        new() { ["start"] = Position(source, span.Start), ["end"] = Position(source, span.End) };

    /// <summary>A range in a file.</summary>
    public static JsonObject Location(string uri, SourceText source, TextSpan span) =>
        new() { ["uri"] = uri, ["range"] = Range(source, span) };

    /// <summary>An edit.</summary>
    public static JsonObject Edit(SourceText source, TextEdit edit) =>
        new() { ["range"] = Range(source, edit.Span), ["newText"] = edit.NewText };

    /// <summary>The offset of a place; 0 where the request has none.</summary>
    public static int Offset(SourceText source, JsonNode? position) =>
        source.GetOffset(
            new LinePosition(Math.Max(0, Number(Member(position, "line"))), Math.Max(0, Number(Member(position, "character"))))
        );

    /// <summary>The span of a range.</summary>
    public static TextSpan Span(SourceText source, JsonNode? range)
    {
        var start = Offset(source, Member(range, "start"));
        return TextSpan.FromBounds(start, Math.Max(start, Offset(source, Member(range, "end"))));
    }

    /// <summary>A diagnostic.</summary>
    public static JsonObject Of(string uri, SourceText source, Diagnostic diagnostic)
    {
        var span = diagnostic.Location is { } location && ReferenceEquals(location.Source, source) ? location.Span : new TextSpan(0, 0);
        var result = new JsonObject
        {
            ["range"] = Range(source, span),
            ["severity"] = diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => 1,
                DiagnosticSeverity.Warning => 2,
                DiagnosticSeverity.Info => 3,
                _ => throw new UnreachableException(),
            },
            ["code"] = diagnostic.Id,
            ["codeDescription"] = new JsonObject { ["href"] = $"{ProjectAddress.Diagnostics}#{Anchor(diagnostic.Descriptor)}" },
            ["source"] = "policyengine",
            ["message"] = diagnostic.Message,
        };
        var related = diagnostic
            .AdditionalLocations.Where(l => ReferenceEquals(l.Location.Source, source))
            .Select(l => (JsonNode)new JsonObject { ["location"] = Location(uri, source, l.Location.Span), ["message"] = l.Note });
        if (List(related) is { Count: > 0 } list)
        {
            result["relatedInformation"] = list;
        }

        return result;
    }

    /// <summary>An entry of the outline.</summary>
    public static JsonNode Of(SourceText source, OutlineEntry entry) =>
        new JsonObject
        {
            ["name"] = entry.Name,
            ["detail"] = entry.Detail,
            ["kind"] =
                entry.Children.IsEmpty && entry.Detail.Length == 0 ? 7
                : entry.Detail.Length > 0 ? 12
                : 3,
            ["range"] = Range(source, entry.Span),
            ["selectionRange"] = Range(source, entry.NameSpan),
            ["children"] = List(entry.Children.Select(c => Of(source, c))),
        };

    /// <summary>A member of a message; null where there is none, whatever the message is.</summary>
    public static JsonNode? Member(JsonNode? node, string name) => (node as JsonObject)?[name];

    /// <summary>The document that a message is about; null where it names none.</summary>
    public static string? Document(JsonNode? parameters) => Text(Member(Member(parameters, "textDocument"), "uri"));

    /// <summary>A number of a message; 0 where it is none.</summary>
    public static int Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;

    /// <summary>A text of a message; null where it is none.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Whether a message says yes.</summary>
    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static string Anchor(DiagnosticDescriptor descriptor) =>
        string.Concat(
                $"{descriptor.Id}: {descriptor.Title}".ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_')
            )
            .Replace(' ', '-');
}
