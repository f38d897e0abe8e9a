using System.Text.RegularExpressions;
using PolicyEngine.Syntax;

namespace PolicyEngine.Binding;

/// <summary>Several values in the place of one, in the notation of the list around it. Pure.</summary>
internal static partial class ListText
{
    /// <summary>The text that replaces the scalar; null where it is not plain how the list is written.</summary>
    public static string? Of(ScalarSyntax scalar, IReadOnlyList<string> values)
    {
        var line = scalar.Source.GetLineSpan(scalar.Source.GetPosition(scalar.Span.Start).Line);
        var before = scalar.Source.Text[line.Start..scalar.Span.Start];
        if (Dash().IsMatch(before))
        {
            var end = line.End < scalar.Source.Text.Length && scalar.Source.Text[line.End] == '\r' ? "\r\n" : "\n";
            return string.Join(end + before, values);
        }

        var joined = string.Join(", ", values);
        return before.TrimEnd(' ') switch
        {
            [.., ':'] => $"[{joined}]",
            [.., '[' or ','] => joined,
            _ => null,
        };
    }

    [GeneratedRegex(@"\A *- +\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dash();
}
