using System.Collections.Immutable;
using PolicyEngine.Diagnostics;

namespace PolicyEngine.Reporting.Writing;

/// <summary>How a report is written. Each format uses what it understands. Immutable.</summary>
public sealed record ReportOptions
{
    /// <summary>The greatest report in bytes of UTF-8 that GitHub's job summary takes with a margin: 900 KiB.</summary>
    public const int DefaultMaxBytes = 900 * 1024;

    /// <summary>The options of a user who said nothing: no colours, short lists, 100 columns.</summary>
    public static ReportOptions Default { get; } = new();

    /// <summary>Whether long lists and what is kept are shown whole. The default is false.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether text is coloured by ANSI sequences. The default is false.</summary>
    public bool Color { get; init; }

    /// <summary>The columns that sentences are wrapped at in text, at least 40; 0 never wraps. The default is 100.</summary>
    public int Width { get; init; } = 100;

    /// <summary>The bytes of UTF-8 that a Markdown report may have, at least 4096. The default is <see cref="DefaultMaxBytes"/>.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>A Scriban template for the Markdown report instead of the built-in one; null for that.</summary>
    public string? Template { get; init; }

    /// <summary>How errors of <see cref="Template"/> name it. The default is <c>template</c>.</summary>
    public string TemplatePath { get; init; } = "template";

    /// <summary>The address at which the folder lies that relative paths of policies start
    /// from, with a slash at its end, so that places become links; null for none.</summary>
    public string? SourceRoot { get; init; }

    /// <summary>The command that undoes what was done; null where there is none.</summary>
    public string? Undo { get; init; }

    /// <summary>What went wrong beside the repositories, a sentence each: a
    /// registry that could not be listed. The default is empty.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>The descriptions of the diagnostics that findings may have, for
    /// the formats that carry help texts (SARIF). The default is empty.</summary>
    public ImmutableArray<DiagnosticDescriptor> Descriptors { get; init; } = [];
}
