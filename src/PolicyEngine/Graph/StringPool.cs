using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PolicyEngine.Graph;

/// <summary>Gives equal strings one id, in the order in which they come.</summary>
internal sealed class StringPool
{
    private const int RecentBits = 4;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly List<string> _texts = [];

    /// <summary>The last ones by the object: who keeps strings gives the same few again and again.</summary>
    private readonly (string? Text, int Id)[] _recent = new (string?, int)[1 << RecentBits];

    public StringPool()
    {
        _ids = new Dictionary<string, int>(StringComparer.Ordinal);
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The text of an id; null for -1.</summary>
    public string? this[int id] => id < 0 ? null : _texts[id];

    /// <summary>The texts by id.</summary>
    public string[] ToArray() => [.. _texts];

    /// <summary>The id of a text; -1 for null.</summary>
    public int Intern(string? text)
    {
        if (text is null)
        {
            return -1;
        }

        ref var recent = ref _recent[RuntimeHelpers.GetHashCode(text) & ((1 << RecentBits) - 1)];
        if (!ReferenceEquals(text, recent.Text))
        {
            recent = (text, Find(text));
        }

        return recent.Id;
    }

    /// <summary>The id of a text, of which a string is made only if it is new.</summary>
    public int Intern(ReadOnlySpan<char> text) => _idsBySpan.TryGetValue(text, out var id) ? id : Find(text.ToString());

    private int Find(string text)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, text, out var known);
        if (!known)
        {
            id = _texts.Count;
            _texts.Add(text);
        }

        return id;
    }
}
