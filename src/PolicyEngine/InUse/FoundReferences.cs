using System.Collections.Immutable;
using PolicyEngine.Evaluation;

namespace PolicyEngine.InUse;

/// <summary>The image references of one file. Immutable.</summary>
/// <param name="References">The references, each once, in the order of the text.</param>
/// <param name="Problems">What looks like a reference and cannot be read as one, in the order of the text.</param>
public sealed record FoundReferences(ImmutableArray<ImageReference> References, ImmutableArray<ReferenceProblem> Problems);

/// <summary>A text that looks like an image reference, but whose image cannot be told.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The text. From a file: renderers escape it.</param>
/// <param name="IsVariable">Whether a variable or a template stands in it; else it is no reference at all.</param>
public sealed record ReferenceProblem(int Line, string Text, bool IsVariable);

/// <summary>Collects references and problems, each once. Not thread-safe.</summary>
internal sealed class ReferenceBag(string path)
{
    private readonly List<ImageReference> _references = [];
    private readonly List<ReferenceProblem> _problems = [];
    private readonly HashSet<(string Registry, string Repository, string? Tag, string? Digest)> _seen = [];
    private readonly HashSet<string> _seenProblems = new(StringComparer.Ordinal);

    /// <summary>Adds the reference that a text is; false where it is none.</summary>
    public bool Add(string text, int line)
    {
        if (ImageReferenceText.Parse(text, $"{path}:{line}") is not { } reference)
        {
            return false;
        }

        if (_seen.Add((reference.Registry, reference.Repository, reference.Tag, reference.Digest)))
        {
            _references.Add(reference);
        }

        return true;
    }

    /// <summary>Adds a text that is no readable reference.</summary>
    public void AddProblem(string text, int line, bool isVariable)
    {
        if (_seenProblems.Add(text))
        {
            _problems.Add(new ReferenceProblem(line, text, isVariable));
        }
    }

    /// <summary>What was collected.</summary>
    public FoundReferences ToFound() => new([.. _references], [.. _problems.OrderBy(p => p.Line)]);
}
