using System.Globalization;

namespace PolicyEngine.Reporting.Wording;

/// <summary>A place in a policy; lines and columns from 1, the end exclusive and null where only the start is known.</summary>
internal sealed record SourcePlace(string Path, int Line, int Column, int? EndLine = null, int? EndColumn = null)
{
    /// <summary>Reads a place as verdicts and findings name it, <c>path:line:column</c>; null for null and for what is none.</summary>
    public static SourcePlace? Parse(string? source)
    {
        var parts = source?.Split(':') ?? [];
        if (parts.Length < 3 || !TryNumber(parts[^2], out var line) || !TryNumber(parts[^1], out var column))
        {
            return null;
        }

        return new SourcePlace(string.Join(':', parts[..^2]), line, column);
    }

    /// <summary>The place of a location in a text.</summary>
    public static SourcePlace Of(Text.Location location) =>
        new(location.Source.Path, location.Start.Line + 1, location.Start.Character + 1, location.End.Line + 1, location.End.Character + 1);

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
