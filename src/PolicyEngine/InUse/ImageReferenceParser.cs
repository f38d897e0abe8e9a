using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>Finds the image references in texts: what <c>protect.in-use</c>
/// reads. Pure and thread-safe; never throws for bad text.</summary>
/// <remarks>
/// Wherever it is not certain whether something is a reference, it counts as one: a reference too many protects an
/// image too many. Three readings are united: the structure of YAML and JSON (<see cref="StructuredReferences"/>),
/// lines of <c>key: value</c> and of Dockerfiles where there is no such structure (<see cref="LineReferences"/>),
/// and everything anywhere that looks like a full reference (<see cref="TokenReferences"/>).
/// </remarks>
public static class ImageReferenceParser
{
    private const int ShortestId = 12;

    /// <summary>Finds references anywhere in a text: Kubernetes manifests,
    /// compose files, Helm values, Dockerfiles, JSON, scripts.</summary>
    /// <param name="path">How the file is named in the references' sources.</param>
    /// <param name="text">Its text.</param>
    public static FoundReferences Find(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Find(path, () => new StringReader(text.TrimStart('\uFEFF')));
    }

    /// <summary>Finds references anywhere in a text that need not fit into memory.</summary>
    /// <param name="path">How the file is named in the references' sources.</param>
    /// <param name="open">Opens the text at its beginning, without a byte order
    /// mark; called once for each reading. What it throws is thrown.</param>
    public static FoundReferences Find(string path, Func<TextReader> open)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(open);
        var bag = new ReferenceBag(path);
        if (!StructuredReferences.TryCollect(open(), bag))
        {
            LineReferences.Collect(open(), bag);
        }

        TokenReferences.Collect(open(), bag);
        HelmCommands.Collect(open(), bag);
        return bag.ToFound();
    }

    /// <summary>Reads a list: one reference a line; <c>#</c> begins a comment. A line that is not a reference is a problem.</summary>
    /// <param name="path">How the file is named in the references' sources.</param>
    /// <param name="text">Its text.</param>
    public static FoundReferences FindInList(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FindInList(path, () => new StringReader(text));
    }

    /// <summary>Reads a list that need not fit into memory.</summary>
    /// <param name="path">How the file is named in the references' sources.</param>
    /// <param name="open">Opens the text at its beginning. What it throws is thrown.</param>
    public static FoundReferences FindInList(string path, Func<TextReader> open)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(open);
        var bag = new ReferenceBag(path);
        foreach (var (number, line) in ReferenceLines.Read(open()))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var reference = (comment < 0 ? line : line[..comment]).AsSpan().Trim(" \t\uFEFF");
            if (!reference.IsEmpty)
            {
                AddLine(reference.ToString(), number, bag);
            }
        }

        return bag.ToFound();
    }

    private static void AddLine(string text, int line, ReferenceBag bag)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var bare = scheme < 0 ? text : text[(scheme + 3)..];
        bare = bare.Length == 64 && !bare.AsSpan().ContainsAnyExcept("0123456789abcdef") ? $"sha256:{bare}" : bare;
        if (ImageReferenceText.IsDigest(bare))
        {
            bag.AddAnywhere(null, bare, line);
            return;
        }

        // Docker shows images without a name by the beginning of their ID.
        if (bare.Length is >= ShortestId and < 64 && !bare.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            bag.AddIdPrefix(bare, line);
        }

        // A word alone may be an image of Docker Hub or a tag: it counts as both.
        var isTag = ImageReferenceText.IsTag(bare);
        if (isTag)
        {
            bag.AddAnywhere(bare, null, line);
        }

        if (!bag.Add(text, line) && !isTag)
        {
            bag.AddProblem(text, line, isVariable: false);
        }
    }
}
