using System.Runtime.InteropServices;

namespace PolicyEngine.Cli.Base;

/// <summary>
/// Standard output or error. It tells of what it does not take, where .NET's own stream passes over
/// a closed pipe in silence, and needs neither memory nor file handles to say so. Not thread-safe.
/// </summary>
/// <param name="descriptor"><see cref="Output"/> or <see cref="Error"/>.</param>
internal sealed class StandardStream(int descriptor) : WriteOnlyStream
{
    /// <summary>Standard output.</summary>
    internal const int Output = 1;

    /// <summary>Standard error.</summary>
    internal const int Error = 2;

    private const int TryAgain = 11;
    private const int TryAgainOnMac = 35;
    private const int Interrupted = 4;
    private Stream? _console;

    private Stream OfConsole => _console ??= descriptor == Output ? Console.OpenStandardOutput() : Console.OpenStandardError();

    /// <inheritdoc/>
    public override void Flush() => _console?.Flush();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (OperatingSystem.IsWindows())
        {
            OfConsole.Write(buffer);
            return;
        }

        while (buffer.Length > 0)
        {
            var written = WriteDescriptor(descriptor, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is TryAgain or TryAgainOnMac)
            {
                // The console's stream knows how to wait; a piece that always fits is enough to continue here.
                OfConsole.Write(buffer[..1]);
                buffer = buffer[1..];
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error) + ".");
            }
        }
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint WriteDescriptor(int file, in byte buffer, nuint count);
}
