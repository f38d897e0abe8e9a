using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PolicyEngine.Registry.Files;

/// <summary>What a name stands for, whose it is, and which file it is: a look that opens
/// nothing, and so never waits. Unix only, but for <see cref="IsRegular"/>.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Owner">The user whose it is.</param>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Number">Its number there: two names of one file have the same, and one that was created again has another.</param>
internal readonly record struct FileLook(FileKind Kind, uint Owner, long Device, long Number)
{
    private const int KindMask = 0xF000;

    /// <summary>Whether a name itself, and not what it leads to, stands for a
    /// file that ends: nothing that waits for somebody to write to it.</summary>
    internal static bool IsRegular(string path) => OperatingSystem.IsWindows() ? File.Exists(path) : At(path) is { Kind: FileKind.Regular };

    /// <summary>What a name itself stands for, be it a link; null where there is nothing.</summary>
    internal static FileLook? At(string path) => LStat(path, out var status) == 0 ? Of(status) : null;

    /// <summary>What a name leads to, through all links; null where there is nothing.</summary>
    internal static FileLook? Behind(string path) => Stat(path, out var status) == 0 ? Of(status) : null;

    /// <summary>What is open; null where the system does not say.</summary>
    internal static FileLook? Of(SafeFileHandle file) => FStat(file, out var status) == 0 ? Of(status) : null;

    private static FileLook Of(FileStatus status) => new((FileKind)(status.Mode & KindMask), status.UserId, status.Device, status.Number);

    /// <summary>What the runtime itself knows of a file, in one form on all systems.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct FileStatus
    {
        [FieldOffset(4)]
        public int Mode;

        [FieldOffset(8)]
        public uint UserId;

        [FieldOffset(88)]
        public long Device;

        [FieldOffset(104)]
        public long Number;
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out FileStatus status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, out FileStatus status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FStat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FStat(SafeFileHandle file, out FileStatus status);
}

/// <summary>The kinds of files, as the system numbers them.</summary>
internal enum FileKind
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>A pipe with a name.</summary>
    Pipe = 0x1000,

    /// <summary>A device, or a terminal.</summary>
    Device = 0x2000,

    /// <summary>A folder.</summary>
    Folder = 0x4000,

    /// <summary>A disk.</summary>
    Disk = 0x6000,

    /// <summary>A file.</summary>
    Regular = 0x8000,

    /// <summary>A link.</summary>
    Link = 0xA000,

    /// <summary>A socket.</summary>
    Socket = 0xC000,
}
