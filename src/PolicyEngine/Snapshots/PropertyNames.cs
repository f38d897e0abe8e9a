using System.Text.Json;

namespace PolicyEngine.Snapshots;

/// <summary>The names of properties, and which of them the objects that are
/// being read have had: one that occurs twice is ambiguous.</summary>
internal sealed class PropertyNames(TextPool texts)
{
    private const int MostBits = 64;
    private const int MostKept = 128;
    private readonly RecentTexts<Name> _recent = new();
    private readonly Dictionary<string, Name> _names = new(StringComparer.Ordinal);
    private readonly List<Level> _levels = [];

    /// <summary>Notes the name at which a reader stands.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="text">The name.</param>
    /// <returns>False if the object has had it.</returns>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public bool Add(ref Utf8JsonReader reader, out string text)
    {
        var name = Read(ref reader);
        text = name.Text;
        while (_levels.Count <= reader.CurrentDepth)
        {
            _levels.Add(new Level());
        }

        var level = _levels[reader.CurrentDepth];
        if (name.Bit == 0)
        {
            return (level.Others ??= new HashSet<string>(StringComparer.Ordinal)).Add(text);
        }

        var isNew = (level.Bits & name.Bit) == 0;
        level.Bits |= name.Bit;
        return isNew;
    }

    /// <summary>Makes room for the names of the next object at a depth.</summary>
    public void Forget(int depth)
    {
        if (depth >= _levels.Count)
        {
            return;
        }

        var level = _levels[depth];
        level.Bits = 0;
        if (level.Others is { Count: > MostKept })
        {
            // Emptying one takes as long as it was ever large.
            level.Others = null;
        }
        else
        {
            level.Others?.Clear();
        }
    }

    private Name Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && _recent.TryGet(reader.ValueSpan, out var name))
        {
            return name;
        }

        var text = texts.Read(ref reader);
        if (!_names.TryGetValue(text, out name!))
        {
            name = new Name(text, _names.Count < MostBits ? 1UL << _names.Count : 0);
            if (_names.Count < MostBits)
            {
                _names.Add(text, name);
            }
        }

        if (!reader.ValueIsEscaped)
        {
            _recent.Add(reader.ValueSpan, name);
        }

        return name;
    }

    /// <summary>A name; the first ones that come up have a bit of their own, the others none.</summary>
    private sealed record Name(string Text, ulong Bit);

    private sealed class Level
    {
        public ulong Bits { get; set; }

        public HashSet<string>? Others { get; set; }
    }
}
