namespace PolicyEngine.Registry.Providers.OciLayout;

/// <summary>A file of a layout cannot be read or trusted. The message is one sentence that names the file.</summary>
internal sealed class LayoutException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the file is larger than what is read of one.</summary>
    public bool IsTooLarge { get; init; }
}
