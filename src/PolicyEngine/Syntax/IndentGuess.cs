using System.Text.RegularExpressions;

namespace PolicyEngine.Syntax;

/// <summary>The columns at which the keys and dashes of a text stand, to tell how wide
/// the tabs of its lines are meant. Lines are given in order. Not thread-safe.</summary>
internal sealed partial class IndentGuess
{
    private const string Blanks = "  ";
    private readonly Stack<(int Column, bool IsDash)> _open = new();
    private bool _opensBlock;
    private bool _isWhole;

    /// <summary>The blanks that replace the indentation of a line: as many as its
    /// siblings have, where only one column is possible, else two for each tab.</summary>
    public string Next(string indent, string content)
    {
        var naive = indent.Replace("\t", Blanks, StringComparison.Ordinal).Length;
        var dashes = Dashes().Match(content).Length;
        var key = Key().Match(content, dashes, content.Length - dashes);
        if (dashes == 0 && !key.Success)
        {
            (_opensBlock, _isWhole) = (false, false);
            return new string(' ', naive);
        }

        var column = indent.Contains('\t', StringComparison.Ordinal) ? Column(naive, isDash: dashes > 0) : naive;
        Remember(column, content, dashes, key.Success);
        var value = key.Success ? content[(key.Index + key.Length)..] : content[dashes..];
        _opensBlock = key.Success && (value.Length == 0 || value.StartsWith('#'));
        _isWhole = value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]);
        return new string(' ', column);
    }

    private int Column(int naive, bool isDash)
    {
        if (_opensBlock && _open.TryPeek(out var parent))
        {
            return naive > parent.Column || (isDash && naive == parent.Column) ? naive : parent.Column + Blanks.Length;
        }

        var siblings = _open.Where(o => o.IsDash == isDash).Select(o => o.Column).ToArray();
        var fitting = siblings.Where(c => c >= naive).ToArray();
        return fitting.Length > 0 ? fitting.Min()
            : _isWhole && siblings.Length > 0 ? siblings.Max()
            : naive;
    }

    private void Remember(int column, string content, int dashes, bool hasKey)
    {
        while (_open.TryPeek(out var last) && (last.Column > column || (last.Column == column && (dashes == 0 || last.IsDash))))
        {
            _open.Pop();
        }

        for (var i = 0; i < dashes; i++)
        {
            if (content[i] == '-')
            {
                _open.Push((column + i, true));
            }
        }

        if (hasKey)
        {
            _open.Push((column + dashes, false));
        }
    }

    [GeneratedRegex(@"\A(?:- +|-\z)*", RegexOptions.CultureInvariant)]
    private static partial Regex Dashes();

    [GeneratedRegex(@"\G[A-Za-z_""'][^:#{}\[\]]*:(?: +|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
