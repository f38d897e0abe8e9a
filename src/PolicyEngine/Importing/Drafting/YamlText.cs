namespace PolicyEngine.Importing.Drafting;

/// <summary>Texts as YAML.</summary>
internal static class YamlText
{
    private static readonly string[] Words = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

    /// <summary>A scalar on one line, whatever is in it: plain where it can only be read as this text, else double-quoted.</summary>
    public static string Quote(string text) => IsPlain(text) ? text : Binding.Quote.Yaml(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '/')
        && !Words.Contains(text.ToLowerInvariant());

    /// <summary>A list on one line.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quote))}]";

    /// <summary><c>tags: [...]</c>.</summary>
    public static string Tags(IEnumerable<string> globs) => $"tags: {List(globs)}";

    /// <summary><c>tags: { regex: … }</c>.</summary>
    public static string Regex(string pattern) => $"tags: {{ regex: {Quote(pattern)} }}";
}
