namespace PolicyEngine.Reporting.Writing;

/// <summary>A user's report template is wrong. The message names its path, line and column.</summary>
public sealed class ReportTemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ReportTemplateException() { }

    /// <summary>Creates the exception with a sentence for the user.</summary>
    public ReportTemplateException(string message)
        : base(message) { }

    /// <summary>Creates the exception with a sentence for the user and the cause.</summary>
    public ReportTemplateException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Creates the exception at a place.</summary>
    /// <param name="message">A sentence for the user.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public ReportTemplateException(string message, int line, int column)
        : base(message)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line of the mistake, from 1; 0 where unknown.</summary>
    public int Line { get; }

    /// <summary>The column of the mistake, from 1; 0 where unknown.</summary>
    public int Column { get; }
}
