using System.Globalization;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Text;

namespace PolicyEngine.Syntax;

/// <summary>Refuses what is not YAML text at all before the scanner sees it:
/// YamlDotNet takes NUL, controls and lone surrogates as text.</summary>
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
                return descriptor == SyntaxDiagnostics.NotText && IsUtf16(text)
                    ? Diagnostic.Create(descriptor, new Location(source, new TextSpan(0, 1)), "it is UTF-16; save it as UTF-8")
                    : Diagnostic.Create(
                        descriptor,
                        new Location(source, new TextSpan(i, 1)),
                        descriptor == SyntaxDiagnostics.NotText ? $"it contains bytes that decode to {name}" : name
                    );
            }
        }

        return null;
    }

    /// <summary>Whether a text that was read as UTF-8 was written as UTF-16: nearly
    /// every other character is a NUL, perhaps after a byte order mark.</summary>
    private static bool IsUtf16(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 200));
        return start.Length > 3 && start.Count('\0') * 10 >= (start.Length - start.Count('\uFFFD')) * 4;
    }
}
