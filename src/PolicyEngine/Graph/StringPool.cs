using System.Runtime.InteropServices;

namespace PolicyEngine.Graph;

/// <summary>Gives equal strings one id, in the order in which they come.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private string? _lastText;
    private int _lastId = -1;

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

        if (ReferenceEquals(text, _lastText))
        {
            return _lastId;
        }

        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, text, out var known);
        if (!known)
        {
            id = _texts.Count;
            _texts.Add(text);
        }

        _lastText = text;
        _lastId = id;
        return id;
    }
}
