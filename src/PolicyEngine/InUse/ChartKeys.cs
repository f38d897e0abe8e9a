using System.Text.RegularExpressions;

namespace PolicyEngine.InUse;

/// <summary>Charts in OCI registries: Flux' <c>OCIRepository</c> and <c>HelmRelease</c>, Argo CD's applications, Helm's and helmfile's dependencies.</summary>
internal static partial class ChartKeys
{
    /// <summary>The key under which a mapping holds the tag, digest or range of its parent, as Flux writes it.</summary>
    public const string Reference = "ref";

    private const string Scheme = "oci://";

    /// <summary>Takes the chart of one mapping; false where it holds none, so that it may hold images.</summary>
    public static bool TryCollect(IReadOnlyDictionary<string, (string Text, int Line)> values, string key, ReferenceBag bag)
    {
        // Flux: url, and tag, digest or semver below 'ref'.
        if (Find(values, "url") is var (url, line) && IsOci(url))
        {
            var digest = Find(values, "ref.digest");
            var range = Find(values, "ref.semver");
            if (digest is { Text.Length: > 0 } pinned)
            {
                bag.Add($"{Strip(url)}@{pinned.Text}", line);
            }
            else if (range is { Text.Length: > 0 } || Variable.Contains(url))
            {
                bag.AddPattern(url, $"{Variable.Mask(Strip(url))}:*", line);
            }
            else
            {
                AddExact(Strip(url), Find(values, "ref.tag")?.Text ?? "latest", line, bag);
            }

            return true;
        }

        var version = Find(values, "version") ?? Find(values, "targetRevision");
        if (Find(values, "chart") is var (chart, place))
        {
            // Argo CD: repoURL with chart and targetRevision. helmfile: a chart with its address. Flux: a HelmRelease, whose source stands elsewhere.
            var home = Find(values, "repoURL")?.Text;
            if (IsOci(chart))
            {
                AddVersion(Strip(chart), version?.Text, place, bag);
                return true;
            }

            if (home is not null && (IsOci(home) || !home.Contains("://", StringComparison.Ordinal)))
            {
                AddVersion($"{Strip(home).TrimEnd('/')}/{chart}", version?.Text, place, bag);
                return true;
            }

            if (home is null && key == "spec" && version is not null && ImageReferenceText.IsTag(chart))
            {
                AddVersion($"*/{chart}", version.Value.Text, place, bag);
                return true;
            }
        }

        if (Find(values, "repository") is var (repository, at) && IsOci(repository) && Find(values, "name") is { } name && version is not null)
        {
            AddVersion($"{Strip(repository).TrimEnd('/')}/{name.Text}", version.Value.Text, at, bag);
            return true;
        }

        return false;
    }

    private static void AddVersion(string name, string? version, int line, ReferenceBag bag)
    {
        // Helm writes the '+' of a version as '_' into the tag.
        var tag = version?.Replace('+', '_') ?? "";
        if (FullVersion().IsMatch(tag))
        {
            AddExact(name, tag, line, bag);
        }
        else
        {
            bag.AddPattern($"{name} {version}".TrimEnd(), $"{Variable.Mask(name)}:*", line);
        }
    }

    private static void AddExact(string name, string tag, int line, ReferenceBag bag)
    {
        var text = $"{name}:{tag}";
        if (Variable.Contains(text))
        {
            bag.AddOpen(text, line);
        }
        else if (name.StartsWith("*/", StringComparison.Ordinal))
        {
            bag.AddPattern(text, text, line);
        }
        else
        {
            bag.Add(text, line);
        }
    }

    private static bool IsOci(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    private static string Strip(string text) => IsOci(text) ? text[Scheme.Length..] : text;

    private static (string Text, int Line)? Find(IReadOnlyDictionary<string, (string Text, int Line)> values, string name) =>
        values.TryGetValue(name, out var value) ? value : null;

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+(?:[-_][A-Za-z0-9._-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FullVersion();
}
