using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace PolicyEngine.Text;

/// <summary>
/// Writes the strings of JSON so that they can be shown: what JSON demands is escaped, invisible and bidirectional characters
/// are, and <c>#</c> is, since GitHub obeys <c>##[</c> anywhere in a log. Everything else stays readable. Thread-safe.
/// </summary>
/// <remarks>What it writes is not a part of a web page: characters of HTML are left as they are.</remarks>
internal sealed class LogSafeJson : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder Relaxed = UnsafeRelaxedJsonEscaping;
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Where(c => c is not ((byte)'"' or (byte)'\\' or (byte)'#')),
    ]);
    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\' or '#')),
    ]);

    private LogSafeJson() { }

    /// <summary>The one encoder of everything that is written for programs.</summary>
    public static LogSafeJson Encoder { get; } = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar == '#'
        || Relaxed.WillEncode(unicodeScalar)
        || (unicodeScalar > '~' && TerminalText.IsInvisible(new Rune(unicodeScalar)));

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var whole = new ReadOnlySpan<char>(text, textLength);
        var rest = whole;
        while (rest.IndexOfAnyExcept(PlainCharacters) is var at and >= 0)
        {
            rest = rest[at..];
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || WillEncode(rune.Value))
            {
                return whole.Length - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var rest = utf8Text;
        while (rest.IndexOfAnyExcept(PlainBytes) is var at and >= 0)
        {
            rest = rest[at..];
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != OperationStatus.Done || WillEncode(rune.Value))
            {
                return utf8Text.Length - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (Relaxed.WillEncode(unicodeScalar))
        {
            return Relaxed.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        Span<char> units = stackalloc char[2];
        var count = new Rune(unicodeScalar).EncodeToUtf16(units);
        var output = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        foreach (var unit in units[..count])
        {
            if (!output[numberOfCharactersWritten..].TryWrite(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}", out var written))
            {
                numberOfCharactersWritten = 0;
                return false;
            }

            numberOfCharactersWritten += written;
        }

        return true;
    }
}
