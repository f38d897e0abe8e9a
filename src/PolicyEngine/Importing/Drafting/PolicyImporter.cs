using System.Text;

namespace PolicyEngine.Importing.Drafting;

/// <summary>Reads the configuration of another tool. Implementations are immutable, pure and thread-safe.</summary>
/// <remarks>
/// What the language cannot say, and what an importer does not know, becomes a difference, never nothing: a rule that would delete is
/// only a comment then, and one that keeps keeps everything that it selects.
/// </remarks>
internal abstract class PolicyImporter
{
    /// <summary>The name of the format on the command line, lower-case.</summary>
    public abstract string Name { get; }

    /// <summary>What it reads, as the end of "imports …".</summary>
    public abstract string Title { get; }

    /// <summary>Whether the registries that the tool is for tell when images
    /// were pushed, so that no age is counted from something else.</summary>
    internal virtual bool HasPushTimes => false;

    /// <summary>Makes a policy of a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="options">What the user adds.</param>
    /// <exception cref="ImportException">The file is not of this format, or holds nothing to import.</exception>
    public ImportedPolicy Import(string text, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        var draft = new PolicyDraft(this, options);
        if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new ImportException("It is not UTF-8 text.");
        }

        Read(text.TrimStart('\uFEFF'), draft);
        return draft.Build();
    }

    private protected abstract void Read(string text, PolicyDraft draft);
}
