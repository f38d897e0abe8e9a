using System.Globalization;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Refuses what is no YAML text at all before the scanner sees it: YamlDotNet takes NUL, controls and lone surrogates as text.</summary>
internal static class TextScreening
{
    public static Diagnostic? FirstProblem(SourceText source)
    {
        var text = source.Text;
        if (text.Length > SyntaxLimits.MaxBytes || Encoding.UTF8.GetByteCount(text) > SyntaxLimits.MaxBytes)
        {
            return Diagnostic.Create(SyntaxDiagnostics.TooLong, new Location(source, default), Encoding.UTF8.GetByteCount(text));
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007F' or '\n' or '\r' or '\t')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            var descriptor = c switch
            {
                '\0' or '\uFFFD' or '\uFFFE' or '\uFFFF' => SyntaxDiagnostics.NotText,
                _ when char.IsSurrogate(c) => SyntaxDiagnostics.NotText,
                '\u0085' => null,
                _ when char.IsControl(c) => SyntaxDiagnostics.ControlCharacter,
                _ => null,
            };
            if (descriptor is not null)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");
                return Diagnostic.Create(descriptor, new Location(source, new TextSpan(i, 1)), name);
            }
        }

        return null;
    }
}
