namespace PolicyEngine.Cli.Base;

/// <summary>Passes on what comes after the beginning of an answer, which has been written before. Not thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="written">The bytes of the answer that have been written.</param>
internal sealed class RestOfAnswer(Stream output, int written) : WriteOnlyStream
{
    private int _skip = written;

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var skipped = Math.Min(_skip, buffer.Length);
        _skip -= skipped;
        output.Write(buffer[skipped..]);
    }
}
