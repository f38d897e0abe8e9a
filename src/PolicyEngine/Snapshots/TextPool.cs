using System.Text.Json;

namespace PolicyEngine.Snapshots;

/// <summary>Texts of which there are few different ones: equal ones are one string.</summary>
internal sealed class TextPool
{
    private const int LongestText = 128;
    private const int MostTexts = 10_000;
    private readonly RecentTexts<string> _recent = new();
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public TextPool() => _bySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text at which a reader stands.</summary>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestText)
        {
            return reader.GetString()!;
        }

        if (reader.ValueIsEscaped)
        {
            return Find(ref reader);
        }

        if (!_recent.TryGet(reader.ValueSpan, out var text))
        {
            text = Find(ref reader);
            _recent.Add(reader.ValueSpan, text);
        }

        return text;
    }

    private string Find(ref Utf8JsonReader reader)
    {
        Span<char> buffer = stackalloc char[LongestText];
        ReadOnlySpan<char> text = buffer[..reader.CopyString(buffer)];
        if (!_bySpan.TryGetValue(text, out var known))
        {
            known = text.ToString();
            if (_texts.Count < MostTexts)
            {
                _texts.Add(known);
            }
        }

        return known;
    }
}
