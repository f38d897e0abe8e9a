namespace PolicyEngine.Syntax;

/// <summary>Where the anchor and the tag of a node end and the node itself starts.</summary>
/// <param name="TagStart">The tag's <c>!</c>, or -1.</param>
/// <param name="AnchorStart">The anchor's <c>&amp;</c>, or -1.</param>
/// <param name="End">The end of the last of them; the start if there are none.</param>
/// <param name="ContentStart">The first character of the node after them.</param>
internal readonly record struct NodeProperties(int TagStart, int AnchorStart, int End, int ContentStart)
{
    /// <summary>Reads the properties of the node at <paramref name="start"/>; the scanner has accepted them.</summary>
    public static NodeProperties Read(string text, int start, int end, bool hasTag, bool hasAnchor)
    {
        var (tag, anchor, last, at) = (-1, -1, start, start);
        while (at < end && ((hasTag && tag < 0) || (hasAnchor && anchor < 0)))
        {
            if (text[at] == '!' && hasTag && tag < 0)
            {
                tag = at;
            }
            else if (text[at] == '&' && hasAnchor && anchor < 0)
            {
                anchor = at;
            }
            else
            {
                break;
            }

            while (at < end && !Blank.Is(text[at]) && text[at] != ',')
            {
                at++;
            }

            last = at;
            at = SkipBlanks(text, at, end);
        }

        return new NodeProperties(tag, anchor, last, at);
    }

    private static int SkipBlanks(string text, int at, int end)
    {
        while (at < end && (Blank.Is(text[at]) || text[at] == '#'))
        {
            if (text[at] == '#')
            {
                while (at < end && text[at] is not ('\n' or '\r'))
                {
                    at++;
                }
            }
            else
            {
                at++;
            }
        }

        return at;
    }
}
