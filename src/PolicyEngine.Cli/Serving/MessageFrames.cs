using System.Globalization;
using System.Text;

namespace PolicyEngine.Cli.Serving;

/// <summary>Messages with a header, as the language server protocol has them.
/// Reading and writing may happen at once, each by one thread.</summary>
/// <remarks>Own code: StreamJsonRpc finds methods and types by reflection, which the native program does not have.</remarks>
internal sealed class MessageFrames(Stream input, Stream output)
{
    /// <summary>The longest message, in bytes: far above what a policy and its edits need.</summary>
    internal const int MaxLength = 16 << 20;

    private const int MaxHeader = 4096;
    private const string LengthHeader = "Content-Length:";
    private readonly byte[] _buffer = new byte[16384];
    private readonly object _writing = new();
    private int _start;
    private int _end;

    /// <summary>The next message; empty where it was too long to be taken, null at
    /// the end of the input or where no header can be found any more.</summary>
    public byte[]? Read()
    {
        var length = -1L;
        for (var line = ReadLine(); line is not null; line = ReadLine())
        {
            if (line.Length == 0)
            {
                if (length < 0)
                {
                    // Stray empty lines between messages.
                    continue;
                }

                return length > MaxLength ? Skip(length) : ReadBody((int)length);
            }

            if (
                line.StartsWith(LengthHeader, StringComparison.OrdinalIgnoreCase)
                && (
                    !long.TryParse(line.AsSpan(LengthHeader.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out length)
                    || length < 0
                )
            )
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Writes a message.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void Write(byte[] message)
    {
        lock (_writing)
        {
            output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{LengthHeader} {message.Length}\r\n\r\n")));
            output.Write(message);
            output.Flush();
        }
    }

    private byte[]? ReadBody(int length)
    {
        var body = new byte[length];
        for (var filled = 0; filled < length;)
        {
            if (_start == _end && !Fill())
            {
                return null;
            }

            var count = Math.Min(length - filled, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(body.AsSpan(filled));
            _start += count;
            filled += count;
        }

        return body;
    }

    private byte[]? Skip(long length)
    {
        while (length > 0)
        {
            if (_start == _end && !Fill())
            {
                return null;
            }

            var count = (int)Math.Min(length, _end - _start);
            _start += count;
            length -= count;
        }

        return [];
    }

    private string? ReadLine()
    {
        var line = new StringBuilder();
        while (line.Length < MaxHeader)
        {
            if (_start == _end && !Fill())
            {
                return null;
            }

            var c = (char)_buffer[_start++];
            if (c == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(c);
        }

        return null;
    }

    private bool Fill()
    {
        _start = 0;
        _end = input.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}
