using System.Text.Json.Nodes;
using PolicyEngine.Testing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>What yaml-language-server shows of a document.</summary>
/// <param name="Marks">The diagnostics, one a line: <c>4:5 'mach' Property mach is not allowed.</c></param>
/// <param name="Completions">What it offers at the place; empty without one.</param>
/// <param name="Hover">What it explains at the place; empty without one.</param>
/// <param name="Fixes">The quick fixes of all diagnostics, by what they write.</param>
internal sealed record EditorDocument(string Marks, IReadOnlyList<string> Completions, string Hover, IReadOnlyList<string> Fixes)
{
    private const string Modeline = "# yaml-language-server: $schema=../schema/policy.schema.json\n";

    /// <summary>Opens a policy in which <c>$$</c> is the place; the modeline is line 1.</summary>
    public static async Task<EditorDocument> OpenPolicyAsync(string markup)
    {
        var text = MarkupText.Parse(Modeline + markup, GeneratedFile.FullPath("examples/edited.yaml"));
        var answers = await OpenAsync([(text.Source, text.Position)]);
        return answers.Single();
    }

    /// <summary>Opens documents of the repository in one editor.</summary>
    public static async Task<IReadOnlyList<EditorDocument>> OpenAsync(IReadOnlyList<(SourceText Source, int? Place)> documents)
    {
        var asked = documents.Select(
            JsonNode (d) =>
                new JsonObject
                {
                    ["path"] = d.Source.Path,
                    ["text"] = d.Source.Text,
                    ["at"] = d.Place is { } offset ? Position(d.Source.GetPosition(offset)) : null,
                }
        );
        var answers = await NodeScript.RunAsync("language-server.mjs", new JsonObject { ["documents"] = new JsonArray([.. asked]) });
        return [.. documents.Zip(answers.AsArray(), (document, answer) => Read(document.Source, answer!))];
    }

    private static JsonObject Position(LinePosition position) =>
        new() { ["line"] = position.Line + 1, ["column"] = position.Character + 1 };

    private static EditorDocument Read(SourceText source, JsonNode answer) =>
        new(
            string.Concat(answer["diagnostics"]!.AsArray().Select(d => Describe(source, d!))),
            [.. (answer["completions"]?.AsArray() ?? []).Select(label => (string)label!)],
            (string?)answer["hover"] ?? string.Empty,
            [.. answer["diagnostics"]!.AsArray().SelectMany(d => d!["fixes"]!.AsArray()).Select(title => (string)title!)]
        );

    private static string Describe(SourceText source, JsonNode diagnostic)
    {
        var (line, start, end) = ((int)diagnostic["line"]!, (int)diagnostic["column"]!, (int)diagnostic["endColumn"]!);
        return $"{line}:{start} '{source.GetLineText(line - 1)[(start - 1)..(end - 1)]}' {diagnostic["message"]}\n";
    }
}
