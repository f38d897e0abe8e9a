using System.Text;

namespace PolicyEngine.Cli.GitHub;

/// <summary>Passes on messages, and remembers the beginning of them. Thread-safe as its target is.</summary>
internal sealed class CopyingWriter(TextWriter target, int most) : TextWriter
{
    private readonly StringBuilder _copy = new();

    /// <inheritdoc/>
    public override Encoding Encoding => target.Encoding;

    /// <summary>The beginning.</summary>
    public string Text
    {
        get
        {
            lock (_copy)
            {
                return _copy.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        lock (_copy)
        {
            _copy.Append(value.AsSpan(0, Math.Min(value?.Length ?? 0, most - _copy.Length)));
        }

        target.Write(value);
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + target.NewLine);

    /// <inheritdoc/>
    public override void Flush() => target.Flush();
}
