namespace PolicyEngine.Cli.Files;

/// <summary>Passes on what comes after the beginning of an answer, which has been written before. Not thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="written">The bytes of the answer that have been written.</param>
internal sealed class RestOfAnswer(Stream output, int written) : Stream
{
    private int _skip = written;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var skipped = Math.Min(_skip, buffer.Length);
        _skip -= skipped;
        output.Write(buffer[skipped..]);
    }
}
