using System.ComponentModel;
using System.Reflection;

namespace PolicyEngine.Cli.Base;

/// <summary>Tells failures of the program from a system that gives it too little: memory, threads, file handles. Pure.</summary>
internal static class SystemLimit
{
    /// <summary>What users are told.</summary>
    internal const string Text =
        "Out of memory, threads or file handles (see 'ulimit -v', 'ulimit -u', "
        + "'ulimit -n'). What an apply did until then is in its journal.";

    private const int NoMemory = 12;
    private const int TooManyInSystem = 23;
    private const int TooMany = 24;

    /// <summary>Whether it is the reason of an exception.</summary>
    internal static bool IsReached(Exception exception) =>
        exception switch
        {
            OutOfMemoryException or TaskSchedulerException or TypeInitializationException or InsufficientExecutionStackException => true,
            Win32Exception { NativeErrorCode: NoMemory or TooMany or TooManyInSystem } => true,
            FileLoadException or BadImageFormatException => true,

            // A file of the program itself cannot be opened: it was there when it was started.
            FileNotFoundException { FileName: { } name } when IsAssembly(name) => true,
            IOException { HResult: NoMemory or TooMany or TooManyInSystem } => true,
            AggregateException many => many.InnerExceptions.Any(IsReached),
            _ => exception.InnerException is { } inner && IsReached(inner),
        };

    private static bool IsAssembly(string name)
    {
        try
        {
            return new AssemblyName(name).Version is not null;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return false;
        }
    }
}
