namespace PolicyEngine.Cli.GitHub;

/// <summary>Passes on what is written, and remembers the beginning of it. Not thread-safe.</summary>
internal sealed class CopyingStream(Stream target, int most) : Base.WriteOnlyStream
{
    private readonly MemoryStream _copy = new();

    /// <summary>The beginning.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(_copy.GetBuffer().AsSpan(0, (int)_copy.Length));

    /// <summary>Whether there was more than is remembered.</summary>
    public bool IsCut { get; private set; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        var room = most - (int)_copy.Length;
        IsCut |= buffer.Length > room;
        _copy.Write(buffer[..Math.Min(room, buffer.Length)]);
    }

    /// <inheritdoc/>
    public override void Flush() => target.Flush();
}
