namespace PolicyEngine.Language;

/// <summary>What compiling does beside binding. Immutable.</summary>
public sealed record CompilerOptions
{
    /// <summary>
    /// Whether files in which the binder found no error are also checked against the published JSON schema, as editors do; false by default.
    /// The first check of a process takes about 0.3 s, since it loads NJsonSchema.
    /// </summary>
    public bool CheckSchema { get; init; }
}
