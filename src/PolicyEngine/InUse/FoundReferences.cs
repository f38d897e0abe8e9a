using System.Collections.Immutable;
using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>The image references of one file. Immutable.</summary>
/// <param name="References">The references, each once, in the order of the text.</param>
/// <param name="Problems">What looks like a reference and cannot be read as one, in the order of the text.</param>
public sealed record FoundReferences(ImmutableArray<ImageReference> References, ImmutableArray<ReferenceProblem> Problems);

/// <summary>A text that looks like an image reference, but whose image cannot be told.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The text. From a file: renderers escape it.</param>
/// <param name="IsVariable">Whether a variable or a template stands in it; else it is not a reference at all.</param>
public sealed record ReferenceProblem(int Line, string Text, bool IsVariable);

/// <summary>Collects references and problems, each once. Not thread-safe.</summary>
internal sealed class ReferenceBag(string path)
{
    private readonly List<ImageReference> _references = [];
    private readonly List<ReferenceProblem> _problems = [];
    private readonly HashSet<(string Registry, string Repository, string? Tag, string? Digest, string? Pattern, string? Prefix)> _seen = [];
    private readonly HashSet<string> _seenProblems = new(StringComparer.Ordinal);

    /// <summary>Adds the reference that a text is; false if it is not one.</summary>
    public bool Add(string text, int line)
    {
        if (ImageReferenceText.ShortDigest(text) is { } prefix)
        {
            AddDigestPrefix(text, prefix, line);
            return true;
        }

        if (ImageReferenceText.Parse(text, $"{path}:{line}") is not { } reference)
        {
            return false;
        }

        Take(reference);
        return true;
    }

    /// <summary>Adds a digest or a tag alone, which counts in every repository.</summary>
    public void AddAnywhere(string? tag, string? digest, int line) => Take(ImageReference.Anywhere(tag, digest, $"{path}:{line}"));

    /// <summary>Adds a reference that a variable leaves open: it could mean all that its pattern matches.</summary>
    public void AddOpen(string text, int line)
    {
        Take(
            new ImageReference(string.Empty, string.Empty, null, null, $"{path}:{line}")
            {
                OpenText = text,
                Pattern = Variable.ToPattern(text),
            }
        );
        AddProblem(text, line, isVariable: true);
    }

    /// <summary>Adds a shortened digest, which could mean all that begin so, wherever they are found.</summary>
    public void AddDigestPrefix(string text, string prefix, int line)
    {
        Take(ImageReference.Anywhere(null, null, $"{path}:{line}") with { OpenText = text, DigestPrefix = prefix });
        AddProblem(text, line, isVariable: true);
    }

    /// <summary>Adds what may be the beginning of an image's ID, and may be something else.</summary>
    public void AddIdPrefix(string text, int line) =>
        Take(ImageReference.Anywhere(null, null, $"{path}:{line}") with { OpenText = text, DigestPrefix = $"sha256:{text}" });

    /// <summary>Adds a chart or image of which the repository or the version is not told exactly.</summary>
    public void AddPattern(string text, string pattern, int line) =>
        Take(new ImageReference(string.Empty, string.Empty, null, null, $"{path}:{line}") { OpenText = text, Pattern = pattern });

    private void Take(ImageReference reference)
    {
        if (
            _seen.Add(
                (reference.Registry, reference.Repository, reference.Tag, reference.Digest, reference.Pattern, reference.DigestPrefix)
            )
        )
        {
            _references.Add(reference);
        }
    }

    /// <summary>Adds a text that is not a readable reference.</summary>
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
