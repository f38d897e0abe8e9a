using System.Globalization;
using System.Runtime.InteropServices;

namespace PolicyEngine.Cli.Base;

/// <summary>How many files the process may have open. With too few it would fail
/// in the midst of something, and the runtime in words of its own.</summary>
internal static class FileHandles
{
    /// <summary>The libraries stay open, which takes about 90.</summary>
    internal const ulong Least = 128;

    private const int OnLinux = 7;
    private const int OnMac = 8;

    /// <summary>What users are told; null where there are enough, or nobody knows.</summary>
    internal static string? Problem() =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsMacOS() ? OnMac : OnLinux, out var limit) == 0 && limit.Current < Least
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Too few file handles: the limit is {limit.Current}, and at least {Least} are needed (see 'ulimit -n'). Nothing was done."
            )
            : null;

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly ulong Current;
        public readonly ulong Most;
    }
}
