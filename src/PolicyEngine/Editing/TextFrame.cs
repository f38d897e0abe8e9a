namespace PolicyEngine.Editing;

/// <summary>A mapping or list that is open at a place of a text.</summary>
internal sealed class TextFrame(int column, bool isMapping, bool isFlow)
{
    /// <summary>The column that its keys or dashes stand at; in flow style that of the line does not matter.</summary>
    public int Column { get; } = column;

    /// <summary>Whether it is a mapping; otherwise a list.</summary>
    public bool IsMapping { get; } = isMapping;

    /// <summary>Whether it has brackets.</summary>
    public bool IsFlow { get; } = isFlow;

    /// <summary>The key whose value is being read; null between pairs.</summary>
    public string? Key { get; set; }

    /// <summary>The keys so far.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>Begins the value of a key.</summary>
    public void Begin(string key)
    {
        Key = key;
        Keys.Add(key);
    }
}
