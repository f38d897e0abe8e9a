using System.Text;
using System.Text.Json.Nodes;
using PolicyEngine.Schema;

namespace PolicyEngine.Reference;

/// <summary>The reference page of the policy language and of policy tests, <c>schema/language.md</c>,
/// made from the descriptions that the binder and the JSON schema use. Pure.</summary>
internal static class LanguageReference
{
    private const string Introduction = """
        # The policy language, version 1

        <!-- Generated from the source; do not edit. -->

        A policy is one YAML 1.2 document in UTF-8. Keys are written in kebab-case; unknown keys are errors. Where a list is expected, a single value
        stands for a list of one. Top-level keys that begin with `x-` are ignored: a place for shared anchors.

        - **count**: a plain whole number of at least 0.
        - **duration**: numbers with units, `90s`, `30m` (minutes), `12h`, `7d`, `2w`, `6mo` (30 days each), `1y` (365 days), and runs of them: `2w 3d`.
        - **size**: a number with a unit, decimal (`B`, `kB`, `MB`, `GB`, `TB`, `PB`) or binary (`KiB`, `MiB`, `GiB`, `TiB`, `PiB`).
        - **glob**: matches the whole value, case-sensitively. `*` is any run, `?` one character, `[a-z]` and `[!a-z]` a class. In a list `!` excludes. In
          names of repositories `*` and `?` do not cross `/`, and `**` does. Quote globs: in YAML `*`, `!`, `[` and `{` mean something else.
        - **regular expression**: matches the whole value, case-sensitively, and runs without backtracking.

        """;

    private const string Tests = """

        # Policy tests

        `policyengine test` runs the files `*.policytest.yaml`: repositories of a few images, and what a policy does with them. No registry is needed. Times are
        ages such as `40d ago`, `now`, or dates such as `2026-01-31`.

        """;

    /// <summary>The text of the page, with a final newline.</summary>
    public static string Generate()
    {
        var schema = PolicySchema.Create();
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        AppendSection(text, "policy", "The file.", schema);
        foreach (var (name, definition) in schema["definitions"]!.AsObject())
        {
            AppendSection(text, name, (string)definition!["description"]!, definition.AsObject());
        }

        text.Append(Tests.ReplaceLineEndings("\n"));
        var tests = PolicyTestSchema.Create();
        AppendSection(text, "policytest", "The file of tests.", tests);
        foreach (var (name, definition) in tests["definitions"]!.AsObject())
        {
            AppendSection(text, name, (string)definition!["description"]!, definition.AsObject());
        }

        return text.ToString();
    }

    private static void AppendSection(StringBuilder text, string heading, string description, JsonObject schema)
    {
        if (Mapping(schema) is not { } keys)
        {
            return;
        }

        text.Append("\n## ").Append(heading).Append("\n\n").Append(description).Append('\n');
        var required = (schema["required"] ?? FindMapping(schema)!["required"])
            ?.AsArray()
            .Select(r => (string)r!)
            .ToHashSet(StringComparer.Ordinal)
            ?? [];
        var nested = new List<(string Heading, string Description, JsonObject Schema)>();
        foreach (var (keyword, node) in keys)
        {
            var key = node!.AsObject();
            AppendKey(text, keyword, key, required.Contains(keyword));
            if (Mapping(key) is not null)
            {
                nested.Add(
                    (
                        heading is "policy" or "rule" or "policytest" ? keyword : $"{heading}.{keyword}",
                        $"The keys of `{keyword}`, where it is a mapping.",
                        key
                    )
                );
            }
        }

        foreach (var (name, summary, child) in nested)
        {
            AppendSection(text, name, summary, child);
        }
    }

    private static void AppendKey(StringBuilder text, string keyword, JsonObject key, bool isRequired)
    {
        text.Append("\n### `").Append(keyword).Append("`\n\n").Append((string)key["description"]!).Append("\n\n");
        text.Append("- Value: ").Append(SchemaText.TypeOf(key)).Append(isRequired ? "; required\n" : "\n");
        if (key["default"] is { } value)
        {
            text.Append("- Default: `").Append(SchemaText.Yaml(value)).Append("`\n");
        }

        if (key["examples"] is JsonArray examples)
        {
            text.Append("- Examples: ").AppendJoin(", ", examples.Select(e => $"`{keyword}: {SchemaText.Yaml(e)}`")).Append('\n');
        }
    }

    /// <summary>The keys of a schema that is a mapping, or has one among its alternatives.</summary>
    private static JsonObject? Mapping(JsonObject schema) => FindMapping(schema)?["properties"]?.AsObject();

    private static JsonObject? FindMapping(JsonObject schema) =>
        schema["properties"] is not null
            ? schema
            : schema["anyOf"]?.AsArray().Select(a => a!.AsObject()).FirstOrDefault(a => a["properties"] is not null);
}
