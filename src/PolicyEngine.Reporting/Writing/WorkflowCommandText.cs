namespace PolicyEngine.Reporting.Writing;

/// <summary>Makes strings harmless in GitHub's workflow commands (<c>::warning file=…::message</c>). Pure and thread-safe.</summary>
internal static class WorkflowCommandText
{
    /// <summary>The message of a command.</summary>
    public static string Data(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
    }

    /// <summary>The value of a property of a command.</summary>
    public static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    /// <summary>A line of a log that must not be a command: those begin with <c>::</c> after blanks, or hold <c>##[</c> anywhere.</summary>
    public static string LogLine(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var safe = line.Replace("##[", "## [", StringComparison.Ordinal);
        var text = safe.AsSpan().TrimStart();
        return text.StartsWith("::") ? string.Concat(safe.AsSpan(0, safe.Length - text.Length), ": :", text[2..]) : safe;
    }
}
