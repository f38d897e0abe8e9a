using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Syntax;

namespace PolicyEngine.PolicyTests.Fixtures;

/// <summary>Finds indexes that would be their own descendants, which no registry can hold.</summary>
internal static class ChildCycle
{
    /// <summary>Reports each circle once, at the image that is entered first.</summary>
    public static void Report(
        Dictionary<string, (SyntaxNode Place, string Name, ImmutableArray<string> Digests)> images,
        BindingContext context
    )
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in images.Keys)
        {
            Walk(start, []);
        }

        void Walk(string digest, List<string> path)
        {
            if (path.IndexOf(digest) is >= 0 and var at)
            {
                var circle = path.Skip(at).Append(digest).Select(d => Quote.Cap(images[d].Name));
                context.Report(
                    PolicyTestDiagnostics.Cycle,
                    images[digest].Place,
                    Quote.Cap(images[digest].Name),
                    string.Join(" → ", circle)
                );
                return;
            }

            if (!images.TryGetValue(digest, out var image) || !done.Add(digest))
            {
                return;
            }

            path.Add(digest);
            foreach (var child in image.Digests)
            {
                Walk(child, path);
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
