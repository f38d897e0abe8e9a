using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyEngine.Binding;
using PolicyEngine.Schema;
using PolicyEngine.Text;

namespace PolicyEngine.Editing;

/// <summary>What can be written at a place of a file: the keys that are
/// missing first, words, ids, and names that a snapshot has. Pure.</summary>
internal static partial class Completer
{
    private const int MostNames = 200;

    /// <summary>The proposals, and what they replace; none inside comments and quotes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The place.</param>
    /// <param name="names">Names from elsewhere.</param>
    public static (TextSpan Replaced, ImmutableArray<CompletionProposal> Proposals) Complete(EditedFile file, int offset, KnownNames names)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(names);
        if (TextContext.At(file.Source, offset) is not { } context)
        {
            return (new TextSpan(offset, 0), []);
        }

        var cursor = file.Keys.Follow(context.Path);
        var proposals = new List<CompletionProposal>();
        if (context.IsKey)
        {
            AddKeys(proposals, file, context, cursor);
        }

        if (context.IsValue)
        {
            AddValues(proposals, file, context, cursor, names, file.Source.Text[context.Word.Start..Math.Max(context.Word.Start, offset)]);
        }

        return (context.Word, [.. proposals.DistinctBy(p => p.Label).OrderBy(p => p.Rank)]);
    }

    private static void AddKeys(List<CompletionProposal> proposals, EditedFile file, TextContext context, SchemaCursor cursor)
    {
        var required = cursor.Required.ToHashSet(StringComparer.Ordinal);
        var exclusive = cursor.Exclusive;
        var isDecided = exclusive.Any(context.Siblings.Contains);
        var isWritten = HasColon(file.Source.Text, context.Word.End);
        var rank = 100;
        foreach (var (keyword, schema) in cursor.Keys)
        {
            rank++;
            var isExclusive = exclusive.Contains(keyword);
            if (context.Siblings.Contains(keyword) || (isExclusive && isDecided))
            {
                continue;
            }

            var isMissing = required.Contains(keyword) || isExclusive;
            var snippet = isWritten ? keyword : $"{keyword}: {Value(keyword, schema, context, cursor)}";
            proposals.Add(
                new(
                    keyword,
                    CompletionKind.Key,
                    snippet,
                    EditorText.Markdown(keyword, schema, cursor.Section),
                    isMissing ? rank - 100 : rank
                )
            );
        }
    }

    /// <summary>A value that is right, with places to type over; a list of rules is written as a list.</summary>
    private static string Value(string keyword, JsonObject schema, TextContext context, SchemaCursor cursor)
    {
        var inner = cursor.Key(keyword);
        var item = inner.Item();
        if (!context.IsFlow && item.TakesMapping && item.Required.Any())
        {
            var lines = EditorSnippets.Of(keyword, schema, cursor.Definitions, isFirst: false)["body"] as JsonObject ?? [];
            return "\n  - " + string.Join("\n    ", lines.Select(l => $"{l.Key}: {SchemaText.Plain(l.Value)}"));
        }

        return SchemaText.Plain(EditorSnippets.Of(keyword, schema, cursor.Definitions, isFirst: true)["body"]);
    }

    private static void AddValues(
        List<CompletionProposal> proposals,
        EditedFile file,
        TextContext context,
        SchemaCursor cursor,
        KnownNames names,
        string typed
    )
    {
        var rank = 1000;
        void Add(string word, CompletionKind kind, string markdown) => proposals.Add(new(word, kind, Escape(word), markdown, rank++));

        if (context.Path is not [.., { } key])
        {
            key = context.Path.OfType<string>().LastOrDefault() ?? string.Empty;
        }

        var schema = KeySchema(file, context.Path);
        var markdown = schema is null ? string.Empty : EditorText.Markdown(key, schema, cursor.Section);
        foreach (var word in cursor.Words)
        {
            Add(word, CompletionKind.Value, markdown);
        }

        foreach (var name in Names(file, context, key, names).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(MostNames))
        {
            Add(IsPlain(name) ? name : Quote.Yaml(name), CompletionKind.Name, string.Empty);
        }

        if (!cursor.IsChoice || cursor.TakesMapping)
        {
            // An editor takes what it offers when Enter is pressed, and offers what only resembles what was typed: 14d for 1d.
            var examples = (schema?["examples"] as JsonArray ?? [])
                .Where(e => context.Path is not [.., null] || e is JsonValue)
                .Select(SchemaText.Yaml)
                .Where(e => e.StartsWith(typed, StringComparison.Ordinal));
            foreach (var example in examples)
            {
                Add(example, CompletionKind.Value, markdown);
            }
        }
    }

    /// <summary>The schema of the key that a value belongs to.</summary>
    internal static JsonObject? KeySchema(EditedFile file, ImmutableArray<string?> path)
    {
        var last = path.Length - 1;
        while (last >= 0 && path[last] is null)
        {
            last--;
        }

        return last < 0 ? null : file.Keys.Follow(path[..last]).Find(path[last]!);
    }

    private static IEnumerable<string> Names(EditedFile file, TextContext context, string key, KnownNames names)
    {
        var parent = context.Path.OfType<string>().Reverse().Skip(1).FirstOrDefault();
        return key switch
        {
            "per" or "group" or "number" or "name" when parent is not null && !file.IsTest => Groups()
                .Matches(file.Source.Text)
                .Select(m => m.Groups["name"].Value),
            "repositories" => names.Repositories,
            "targets" => names.Repositories.Select(r => $"{names.Registry}/{r}"),
            "tags" or "any" or "all" or "none" or "every-pattern" when !file.IsTest => names.Tags,
            _ when parent == "because" => names.Ids,
            "findings" => Planning.PlanDiagnostics.All.Select(d => d.Id),
            _ => [],
        };
    }

    private static bool HasColon(string text, int offset)
    {
        while (offset < text.Length && text[offset] == ' ')
        {
            offset++;
        }

        return offset < text.Length && text[offset] == ':';
    }

    private static bool IsPlain(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':')
        && !YamlTyping.IsNumber(name)
        && name[0] is not '-' and not ':';

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal)
            .Replace("}", "\\}", StringComparison.Ordinal);

    [GeneratedRegex(@"\(\?<(?<name>[A-Za-z_][A-Za-z0-9_]{0,60})>", RegexOptions.CultureInvariant)]
    private static partial Regex Groups();
}
