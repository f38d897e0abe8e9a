using PolicyEngine.Text;

namespace PolicyEngine.Diagnostics;

/// <summary>What an exception of somebody else's code says, as one line that names its kind: what it says is a stranger's text.</summary>
internal static class ExceptionText
{
    private const int Longest = 200;

    /// <summary>The kind, and the first line of the message, without a full stop.</summary>
    public static string Of(Exception exception) => $"{exception.GetType().Name}: {MessageOf(exception)}";

    /// <summary>The first line of the message, without a full stop.</summary>
    public static string MessageOf(Exception exception)
    {
        var line = Read(exception).AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        return TerminalText.Escape((end < 0 ? line : line[..end]).TrimEnd(" .").ToString(), Longest);
    }

    private static string Read(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return "it does not say why";
        }
    }
}
