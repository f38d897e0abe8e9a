namespace PolicyEngine.Text;

/// <summary>A place in a text, zero-based as in Roslyn. Users see it one-based: the renderers, and only they, add one.</summary>
/// <param name="Line">The line, from 0. Lines end at CR LF, LF or CR, as in SARIF and on GitHub; not at U+0085, U+2028 or U+2029.</param>
/// <param name="Character">The UTF-16 unit within the line, from 0.</param>
public readonly record struct LinePosition(int Line, int Character)
{
    /// <summary>The one-based form that users see: <c>23:5</c>.</summary>
    public override string ToString() => $"{Line + 1}:{Character + 1}";
}
