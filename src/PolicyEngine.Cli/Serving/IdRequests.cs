using System.Text.Json.Nodes;
using PolicyEngine.Editing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Serving;

/// <summary>Definition, references and rename of the ids of rules and protections, across policies and their tests.</summary>
internal static class IdRequests
{
    /// <summary>Where the id at a place is given.</summary>
    public static JsonNode? Define(ServerSession session, EditedFile file, JsonNode parameters) =>
        At(file, parameters) is { } id ? Places(session, file, parameters, id.Id, o => o.IsDefinition) : null;

    /// <summary>Where the id at a place is used.</summary>
    public static JsonNode? Refer(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var includesDefinition = ProtocolJson.IsTrue(ProtocolJson.Member(parameters["context"], "includeDeclaration"));
        return At(file, parameters) is { } id ? Places(session, file, parameters, id.Id, o => includesDefinition || !o.IsDefinition) : null;
    }

    /// <summary>Whether the place has an id.</summary>
    public static JsonNode? PrepareRename(ServerSession session, EditedFile file, JsonNode parameters) =>
        At(file, parameters) is { } id
            ? new JsonObject { ["range"] = ProtocolJson.Range(file.Source, id.Span), ["placeholder"] = id.Id }
            : null;

    /// <summary>Gives the id at a place another name, everywhere; nothing where the name is not an id.</summary>
    public static JsonNode? Rename(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var name = ProtocolJson.Text(parameters["newName"]);
        if (name is not { Length: > 0 and <= 100 } || At(file, parameters) is not { } id || !IsId(name))
        {
            return null;
        }

        var changes = new JsonObject();
        foreach (var (uri, other) in Files(session, file, parameters))
        {
            var edits = IdOccurrence
                .Of(other)
                .Where(o => o.Id == id.Id)
                .Select(o => (JsonNode)ProtocolJson.Edit(other.Source, new TextEdit(o.Span, name)));
            if (ProtocolJson.List(edits) is { Count: > 0 } list)
            {
                changes[uri] = list;
            }
        }

        return new JsonObject { ["changes"] = changes };
    }

    /// <summary>Whether a word is an id, and no number to YAML.</summary>
    private static bool IsId(string name) =>
        name[0] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name.Any(char.IsAsciiLetterLower)
        && name is not ("true" or "false" or "null")
        && !(name[0] is >= '0' and <= '9' && name.Skip(1).All(c => char.IsAsciiDigit(c) || c is 'e' or 'x' or 'o'));

    private static IdOccurrence? At(EditedFile file, JsonNode parameters)
    {
        var offset = ProtocolJson.Offset(file.Source, parameters["position"]);
        return IdOccurrence.Of(file).FirstOrDefault(o => o.Span.Start <= offset && offset <= o.Span.End);
    }

    private static JsonArray Places(
        ServerSession session,
        EditedFile file,
        JsonNode parameters,
        string id,
        Func<IdOccurrence, bool> wanted
    ) =>
        ProtocolJson.List(
            Files(session, file, parameters)
                .SelectMany(f =>
                    IdOccurrence
                        .Of(f.File)
                        .Where(o => o.Id == id && wanted(o))
                        .Select(o => (JsonNode)ProtocolJson.Location(f.Uri, f.File.Source, o.Span))
                )
        );

    /// <summary>The file itself, the policies that it tests, and the tests of these.</summary>
    private static IEnumerable<(string Uri, EditedFile File)> Files(ServerSession session, EditedFile file, JsonNode parameters)
    {
        var own = ProtocolJson.Text(parameters["textDocument"]!["uri"])!;
        string[] policies = file.IsTest ? [.. OpenFiles.PoliciesOf(own, file)] : [own];
        return policies
            .Select(p => (Uri: p, File: session.Files.Read(p)!))
            .Where(p => p.File is { IsTest: false })
            .Concat(policies.SelectMany(session.Files.TestsOf))
            .Append((Uri: own, File: file))
            .DistinctBy(f => f.Uri, StringComparer.Ordinal);
    }
}
