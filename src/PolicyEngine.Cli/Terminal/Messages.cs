using PolicyEngine.Cli.Base;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;

namespace PolicyEngine.Cli.Terminal;

/// <summary>What the program tells people, on standard error. Thread-safe.</summary>
internal sealed class Messages
{
    private const int Cap = 2000;
    private readonly Lock _gate = new();
    private readonly TextWriter _writer;
    private readonly SecretMask _mask;
    private readonly List<string> _errors = [];
    private bool _hasProgress;

    /// <summary>Creates the messages of one run.</summary>
    public Messages(CliEnvironment environment, bool isQuiet, bool isVerbose, bool useColor)
    {
        _writer = environment.Error;
        _mask = new SecretMask(environment.Variable);
        IsQuiet = isQuiet;
        IsVerbose = isVerbose;
        UseColor = useColor;
    }

    /// <summary>Whether only errors are told.</summary>
    public bool IsQuiet { get; }

    /// <summary>Whether details are told.</summary>
    public bool IsVerbose { get; }

    /// <summary>Whether colours are used.</summary>
    public bool UseColor { get; }

    /// <summary>An error: the command, or a part of it, failed.</summary>
    public void Error(string message)
    {
        lock (_gate)
        {
            _errors.Add(_mask.Apply(message));
        }

        Write("error", "31", message);
    }

    /// <summary>The errors that were told so far.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_gate)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>A warning; not with <c>--quiet</c>.</summary>
    public void Warning(string message)
    {
        if (!IsQuiet)
        {
            Write("warning", "33", message);
        }
    }

    /// <summary>A line for people; not with <c>--quiet</c>.</summary>
    public void Info(string message)
    {
        if (!IsQuiet)
        {
            WriteLine(TerminalText.Escape(_mask.Apply(message), Cap));
        }
    }

    /// <summary>A detail; only with <c>--verbose</c>.</summary>
    public void Detail(string message)
    {
        if (IsVerbose)
        {
            WriteLine("  " + TerminalText.Escape(_mask.Apply(message), Cap));
        }
    }

    /// <summary>A text that is escaped already, of several lines.</summary>
    public void Block(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            WriteLine(_mask.Apply(line));
        }
    }

    /// <summary>Repaints the line of progress on a terminal; the next message takes its place.</summary>
    public void Progress(string message)
    {
        lock (_gate)
        {
            Tell($"\r\e[2K{TerminalText.Escape(message)}");
            _hasProgress = true;
        }
    }

    /// <summary>Takes the line of progress away.</summary>
    public void EndProgress()
    {
        lock (_gate)
        {
            ClearProgress();
        }
    }

    private void Write(string severity, string color, string message)
    {
        var word = UseColor ? $"\e[1;{color}m{severity}\e[0m" : severity;
        WriteLine($"{word}: {TerminalText.Escape(_mask.Apply(message), Cap)}");
    }

    private void WriteLine(string line)
    {
        lock (_gate)
        {
            ClearProgress();
            Tell(WorkflowCommandText.LogLine(line) + "\n");
        }
    }

    /// <summary>Where nobody can be told the command goes on: what is done is in the journal, and the exit code says the rest.</summary>
    private void Tell(string text)
    {
        try
        {
            _writer.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _hasProgress = false;
        }
    }

    private void ClearProgress()
    {
        if (_hasProgress)
        {
            Tell("\r\e[2K");
            _hasProgress = false;
        }
    }
}
