using System.Text.RegularExpressions;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>What an image reference means in one repository. Not thread-safe.</summary>
internal sealed class ReferenceMeaning(DigestGraph graph, ImageReference reference)
{
    private readonly string _name = $"{Selecting.ImageReferenceText.Normalize(graph.Info.Registry)}/{graph.Info.Name}";
    private readonly Regex? _pattern = reference.Pattern is { } pattern ? ToRegex(pattern) : null;

    /// <summary>Whether an open reference could mean something in this repository.</summary>
    public bool IsOpenHere =>
        reference.DigestPrefix is not null
            ? graph.HasLike(reference.DigestPrefix)
            : _pattern is not null && (MeansEverything || graph.Info.Name.Length > 0 && AnyTag());

    /// <summary>Whether it could mean any image of the repository.</summary>
    private bool MeansEverything => reference.Pattern!.EndsWith("@*", StringComparison.Ordinal) && _pattern!.IsMatch($"{_name}@");

    /// <summary>Adds the present manifests that it means.</summary>
    public void AddTo(NodeSetBuilder nodes)
    {
        if (_pattern is not null)
        {
            AddOpen(nodes);
        }
        else if (reference.DigestPrefix is not null)
        {
            // Some runtimes name an image by its config.
            graph.AddLike(reference.DigestPrefix, nodes);
        }
        else if (FindOne() is { } node)
        {
            nodes.Add(node);
        }
    }

    /// <summary>The present manifest that a reference means of which nothing is left open; null where there is none.</summary>
    public NodeId? FindOne() =>
        reference.Digest is not null
            ? graph.TryFind(reference.Digest, out var node) && node < graph.PresentCount
                ? node
                : null
            : reference.Tag is not null && IsHere() && graph.TryFindTag(reference.Tag, out var tag)
                ? graph.TagTarget(tag)
                : null;

    /// <summary>Whether it names this repository, or none at all.</summary>
    public bool IsHere() => reference.Repository.Length == 0 || reference.IsIn(graph.Info);

    private bool AnyTag()
    {
        foreach (var tag in graph.Tags)
        {
            if (_pattern!.IsMatch($"{_name}:{graph.TagText(tag)}"))
            {
                return true;
            }
        }

        return false;
    }

    private void AddOpen(NodeSetBuilder nodes)
    {
        if (MeansEverything)
        {
            nodes.UnionWith(graph.Roots);
            return;
        }

        foreach (var tag in graph.Tags)
        {
            if (_pattern!.IsMatch($"{_name}:{graph.TagText(tag)}"))
            {
                nodes.Add(graph.TagTarget(tag));
            }
        }
    }

    private static Regex ToRegex(string pattern) =>
        new(
            $@"\A{string.Join(".*", pattern.Split('*').Select(Regex.Escape))}\z",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline
        );
}
