using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Oci;

namespace PolicyEngine.Snapshots;

/// <summary>Reads JSON from a stream token by token, with as much of it in
/// memory as its longest token, and knows the place for messages.</summary>
/// <remarks>What takes a value from the reader is not <c>readonly</c>: that would copy the reader each time.</remarks>
internal ref struct JsonScanner
{
    private const int InitialBuffer = 64 * 1024;
    private const int LongestToken = 16 * 1024 * 1024;
    private const int LongestQuote = 100;
    private const int LongestInPlace = 256;
    private const int MostUnknown = 20;
    private const int LeastPrefix = 4;

    private readonly Stream _stream;
    private readonly TextPool _texts = new();
    private readonly PropertyNames _names;
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<(string Owner, string Name)> _skipped = [];
    private byte[] _buffer;
    private int _length;
    private bool _isLast;
    private long _linesBefore;
    private Utf8JsonReader _reader;

    public JsonScanner(Stream stream)
    {
        _stream = stream;
        _buffer = new byte[InitialBuffer];
        _names = new PropertyNames(_texts);
        Path = "";
        Fill();
        var start = _buffer.AsSpan(0, _length).StartsWith("\uFEFF"u8) ? 3 : 0;
        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isLast, default);
    }

    /// <summary>The place in words of JSON, for messages.</summary>
    public string Path { get; set; }

    /// <summary>The item of the list at <see cref="Path"/>; -1 for none.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The property of that item.</summary>
    public string? Property { get; set; }

    /// <summary>The item of the list that the property is; -1 for none.</summary>
    public int Item { get; set; } = -1;

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    private readonly long Line => _linesBefore + _buffer.AsSpan(0, (int)_reader.TokenStartIndex).Count((byte)'\n') + 1;

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    public bool Read()
    {
        try
        {
            while (!_reader.Read())
            {
                if (_isLast)
                {
                    return false;
                }

                Refill();
            }

            return true;
        }
        catch (JsonException exception)
        {
            throw new SnapshotFormatException(
                Describe((exception.LineNumber ?? 0) + 1, "this is not complete JSON, or it is nested too deeply"),
                exception
            );
        }
    }

    /// <summary>Goes to the first token of an object and wants it to be one.</summary>
    public readonly void ExpectObject() => Expect(JsonTokenType.StartObject, "an object");

    /// <summary>Goes to the next property of the current object; false at its
    /// end. Afterwards the current token is the property's value.</summary>
    public bool NextProperty(out string name)
    {
        Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            _names.Forget(_reader.CurrentDepth + 1);
            name = "";
            return false;
        }

        bool isNew;
        try
        {
            isNew = _names.Add(ref _reader, out name);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }

        if (!isNew)
        {
            throw Error($"{Quote(name)} occurs twice, so it is ambiguous");
        }

        Read();
        return true;
    }

    /// <summary>Wants the current value to be an array, or null; false for null.</summary>
    public readonly bool StartArray()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(JsonTokenType.StartArray, "a list");
        return true;
    }

    /// <summary>Goes to the next item of the current array; false at its end.</summary>
    public bool NextItem()
    {
        Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Goes to the end of the current value.</summary>
    public void Skip()
    {
        var depth = _reader.CurrentDepth;
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            do
            {
                Read();
            } while (_reader.CurrentDepth > depth);
        }
    }

    /// <summary>The properties that were skipped since nobody knows them, in ordinal order; the first of them.</summary>
    public readonly IReadOnlyCollection<string> Unknown => _unknown;

    /// <summary>Skips a property that is not known. One that is nearly spelt like a known one is
    /// an error: a <c>tag</c> in place of <c>tags</c> would make an untagged image.</summary>
    /// <param name="name">The property.</param>
    /// <param name="owner">What has the property: <c>a manifest</c>.</param>
    /// <param name="known">The properties that it may have.</param>
    public void SkipUnknown(string name, string owner, string[] known)
    {
        if (name != "$schema" && !name.StartsWith("x-", StringComparison.Ordinal) && !_skipped.Contains((owner, name)))
        {
            var meant =
                name is "children" or "images" && known.Contains("manifests", StringComparer.Ordinal)
                    ? "manifests"
                    : Array.Find(known, k =>
                        Suggestion.IsSlip(name, k) || (name.Length >= LeastPrefix && k.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    );
            if (meant is not null)
            {
                throw Error($"{Quote(name)} is not a key of {owner}; did you mean '{meant}'?");
            }

            if (_skipped.Count < MostUnknown)
            {
                _skipped.Add((owner, name));
                _unknown.Add(name);
            }
        }

        Skip();
    }

    /// <summary>The current value as a text; null for null.</summary>
    public string? Text()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.String, "a text");
        return Decoded();
    }

    /// <summary>The current value as a text of which there are few different ones; null for null.</summary>
    public string? CommonText()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.String, "a text");
        try
        {
            return _texts.Read(ref _reader);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    /// <summary>The current value as a text, by its id in a pool; -1 for null.</summary>
    public int Text(StringPool pool)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return -1;
        }

        Expect(JsonTokenType.String, "a text");
        if (_reader.ValueSpan.Length > LongestInPlace)
        {
            return pool.Intern(Decoded());
        }

        Span<char> buffer = stackalloc char[LongestInPlace];
        try
        {
            return pool.Intern(buffer[.._reader.CopyString(buffer)]);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    /// <summary>Goes over a text.</summary>
    public void SkipText()
    {
        Expect(JsonTokenType.String, "a text");
        if (_reader.ValueIsEscaped || !System.Text.Unicode.Utf8.IsValid(_reader.ValueSpan))
        {
            Decoded();
        }
    }

    /// <summary>The current value as a digest.</summary>
    public DigestText DigestText()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            throw Error("a digest is expected");
        }

        Expect(JsonTokenType.String, "a text");
        if (!_reader.ValueIsEscaped && Digest.TryParseSha256(_reader.ValueSpan, out var digest))
        {
            return new DigestText(digest, null);
        }

        var text = Decoded();
        return Digest.TryParse(text, out digest)
            ? new DigestText(digest, Digest.IsSha256(text) ? null : text)
            : throw Error($"{Quote(text)} is not a digest");
    }

    /// <summary>The current value as a number that is not negative; null for null.</summary>
    public long? Number()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.Number, "a number");
        return _reader.TryGetInt64(out var number) && number >= 0 ? number : throw Error("a whole number of at least 0 is expected");
    }

    /// <summary>The current value as true or false.</summary>
    public readonly bool Flag() =>
        _reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Error("true or false is expected"),
        };

    /// <summary>The current value as a time; null for null.</summary>
    public DateTimeOffset? Time()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.String, "a time");
        if (_reader.ValueSpan.EndsWith("Z"u8) && _reader.TryGetDateTimeOffset(out var time))
        {
            return time;
        }

        var text = Decoded();
        return Iso8601.TryParse(text, out time) ? time : throw Error($"{Quote(text)} is not an ISO 8601 time");
    }

    /// <summary>A message about the current place: one sentence.</summary>
    public readonly SnapshotFormatException Error(string what) => new(Describe(Line, what));

    /// <summary>A text from the file in quotes, shortened, without control characters.</summary>
    public static string Quote(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, LongestQuote)))
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return shown.Append(text.Length > LongestQuote ? "…'" : "'").ToString();
    }

    private readonly string Describe(long line, string what)
    {
        var place = string.Concat(
            Path,
            Index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{Index}]"),
            Property is null ? "" : "." + Property,
            Item < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{Item}]")
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The snapshot is invalid at line {line}{(place.Length == 0 ? "" : ", in ")}{place}: {what}{(what.EndsWith('?') ? "" : ".")}"
        );
    }

    private readonly void Expect(JsonTokenType token, string what)
    {
        if (_reader.TokenType != token)
        {
            throw Error($"{what} is expected");
        }
    }

    private string Decoded()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    private readonly SnapshotFormatException NotUnicode() => Error("this is not valid Unicode");

    private void Refill()
    {
        var consumed = (int)_reader.BytesConsumed;
        _linesBefore += _buffer.AsSpan(0, consumed).Count((byte)'\n');
        _buffer.AsSpan(consumed, _length - consumed).CopyTo(_buffer);
        _length -= consumed;
        if (_length == _buffer.Length)
        {
            if (_length >= LongestToken)
            {
                throw new SnapshotFormatException(Describe(_linesBefore + 1, "a single value is longer than 16 MiB"));
            }

            Array.Resize(ref _buffer, 2 * _length);
        }

        Fill();
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isLast, _reader.CurrentState);
    }

    private void Fill()
    {
        try
        {
            var read = _stream.ReadAtLeast(_buffer.AsSpan(_length), 4, throwOnEndOfStream: false);
            _length += read;
            _isLast = read < 4;
        }
        catch (InvalidDataException exception)
        {
            throw new SnapshotFormatException("The snapshot cannot be decompressed: its gzip data are broken.", exception);
        }
    }
}
