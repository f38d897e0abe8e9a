using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Text;

namespace PolicyEngine.Schema;

/// <summary>What editors show of a key: its description with default, unit,
/// example and link, and what is said of a wrong value. Pure.</summary>
internal static class EditorText
{
    /// <summary>What is expected, in a sentence.</summary>
    public static string Expected(JsonObject schema)
    {
        var words = Words(schema);
        var samples =
            words != "'true' or 'false'" && schema["examples"] is JsonArray examples
                ? examples.Take(2).Select(e => e is JsonValue ? $"'{SchemaText.Plain(e)}'" : SchemaText.Yaml(e)).ToArray()
                : [];
        var rest = samples.Length > 0 ? $", such as {string.Join(" or ", samples)}" : "";
        return words == "text"
            ? $"This must be a text{rest}; put quotes around a number, true, false or null."
            : $"This must be {Article(words)}{rest}.";
    }

    /// <summary>The description of a key in Markdown.</summary>
    /// <param name="keyword">The key.</param>
    /// <param name="key">Its schema, as it is checked.</param>
    /// <param name="section">The section of the reference page that it stands in.</param>
    public static string Markdown(string keyword, JsonObject key, string section)
    {
        var text = new StringBuilder((string?)key["description"]);
        if (key["default"] is { } value)
        {
            text.Append("\n\nDefault: `").Append(SchemaText.Yaml(value)).Append('`');
        }

        if (Unit(Words(key)) is { } unit)
        {
            text.Append("\n\n").Append(unit);
        }

        if (key["examples"] is JsonArray examples)
        {
            text.Append("\n\nExample:\n\n```yaml");
            foreach (var example in examples.Take(3))
            {
                text.Append('\n').Append(keyword).Append(": ").Append(SchemaText.Yaml(example));
            }

            text.Append("\n```");
        }

        return text.Append("\n\n[Reference](")
            .Append(ProjectAddress.Language)
            .Append('#')
            .Append(section.Replace(".", "", StringComparison.Ordinal))
            .Append(')')
            .ToString();
    }

    private static string Words(JsonObject schema) => SchemaText.TypeOf(schema).Replace("`", "'", StringComparison.Ordinal);

    private static string? Unit(string words) =>
        words.Contains("duration", StringComparison.Ordinal)
            ? "Durations have units: `s`, `m` (minutes), `h`, `d`, `w`, `mo` (30 days), `y` (365 days); `2w 3d` adds up."
        : words.Contains("size", StringComparison.Ordinal)
            ? "Sizes have units: `kB`, `MB`, `GB`, `TB` (decimal) or `KiB`, `MiB`, `GiB`, `TiB` (binary)."
        : null;

    private static string Article(string words)
    {
        var text = Readable(words);
        return text.StartsWith('\'') || text.StartsWith("one of ", StringComparison.Ordinal) ? text
            : text.StartsWith("conditions", StringComparison.Ordinal) ? "a mapping of " + text
            : text.Length > 0 && text[0] is 'a' or 'e' or 'i' or 'o' or 'u' && !text.StartsWith("anything", StringComparison.Ordinal)
                ? "an " + text
            : "a " + text;
    }

    /// <summary>Without the links to definitions: <c>[rule](#rule)</c> is <c>rule</c>.</summary>
    private static string Readable(string words)
    {
        var result = new StringBuilder(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == '[')
            {
                var close = words.IndexOf(']', i);
                result.Append(words, i + 1, close - i - 1);
                i = words.IndexOf(')', close);
            }
            else
            {
                result.Append(words[i]);
            }
        }

        return result
            .ToString()
            .Replace(" or list of ", " or a list of ", StringComparison.Ordinal)
            .Replace("list of text", "list of texts", StringComparison.Ordinal)
            .Replace(" or mapping", " or a mapping", StringComparison.Ordinal);
    }
}
