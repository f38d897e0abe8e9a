namespace PolicyEngine.Syntax;

/// <summary>The bounds of a YAML file (semantics.md#diagnostics). Over them is one error, and nothing of the file is used.</summary>
internal static class SyntaxLimits
{
    /// <summary>The longest file in UTF-8 bytes: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The deepest nesting of lists and mappings, aliases expanded; the outermost is level 1.</summary>
    public const int MaxDepth = 64;

    /// <summary>The number of nodes (keys, values, lists, mappings) after aliases are expanded.</summary>
    public const int MaxNodes = 10_000;
}
