using PolicyEngine.Cli.Base;

namespace PolicyEngine.Cli.Options;

/// <summary>A file that <c>--output</c> names. Immutable.</summary>
/// <param name="Format">The format in front of it; null where that of <c>--format</c> is meant.</param>
/// <param name="Path">The path as written.</param>
internal sealed record OutputFileSpec(string? Format, string Path)
{
    /// <summary>Reads <c>FILE</c> or <c>FORMAT=FILE</c>.</summary>
    /// <exception cref="CliException">The format does not exist.</exception>
    public static OutputFileSpec Parse(string text, IReadOnlyCollection<string> formats)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals) || !text[..equals].All(char.IsAsciiLetter))
        {
            return new OutputFileSpec(null, text);
        }

        var format = text[..equals];
        return formats.Contains(format)
            ? new OutputFileSpec(format, text[(equals + 1)..])
            : throw CliException.Usage(
                $"--output: '{format}' is not one of {string.Join(", ", formats)}.{Diagnostics.Suggestion.Text(format, formats)}"
            );
    }
}
