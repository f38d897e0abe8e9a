using System.Text.RegularExpressions;
using PolicyEngine.Selecting;

namespace PolicyEngine.InUse;

/// <summary>Charts in OCI registries: Flux' <c>OCIRepository</c> and <c>HelmRelease</c>,
/// Argo CD's applications, Helm's and helmfile's dependencies.</summary>
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

        var version = (Find(values, "version") ?? Find(values, "targetRevision"))?.Text;
        if (Find(values, "repoURL") is var (source, at) && TryArgo(values, source, at, version, bag))
        {
            return true;
        }

        return TryChart(values, key, version, bag);
    }

    /// <summary>Argo CD: <c>repoURL</c> with a chart, or an artifact by itself,
    /// which must be written as <c>oci://</c>; and <c>targetRevision</c>.</summary>
    private static bool TryArgo(
        IReadOnlyDictionary<string, (string Text, int Line)> values,
        string source,
        int line,
        string? version,
        ReferenceBag bag
    )
    {
        var chart = Find(values, "chart")?.Text;
        if (chart is not null && (IsOci(source) || !source.Contains("://", StringComparison.Ordinal)))
        {
            AddVersion($"{Strip(source).TrimEnd('/')}/{chart}", version, line, bag);
            return true;
        }

        if (chart is null && IsOci(source))
        {
            AddVersion(Strip(source).TrimEnd('/'), version, line, bag);
            return true;
        }

        return false;
    }

    /// <summary>A chart with its address, in one key or in two: Helm's dependencies, helmfile,
    /// Kustomize's <c>helmCharts</c>, Terraform's <c>helm_release</c>, Fleet.</summary>
    private static bool TryChart(IReadOnlyDictionary<string, (string Text, int Line)> values, string key, string? version, ReferenceBag bag)
    {
        var chart = Find(values, "chart");
        if (chart is var (address, place) && IsOci(address))
        {
            AddVersion(Strip(address), version, place, bag);
            return true;
        }

        if ((chart ?? Find(values, "name")) is var (name, _) && (Find(values, "repository") ?? Find(values, "repo")) is var (home, at))
        {
            if (IsOci(home))
            {
                AddVersion($"{Strip(home).TrimEnd('/')}/{name}", version, at, bag);
                return true;
            }

            // The address of a name is only known to whoever has added it.
            if (home.StartsWith('@') || home.StartsWith("alias:", StringComparison.Ordinal))
            {
                AddVersion($"*/{name}", version, at, bag);
                return true;
            }
        }

        if (chart is var (text, line) && !values.ContainsKey("repoURL") && !values.ContainsKey("repository") && !values.ContainsKey("repo"))
        {
            // Flux: a HelmRelease, whose source stands elsewhere. helmfile: the name of a repository, whose address stands elsewhere.
            var isFlux = key == "spec" && version is not null && ImageReferenceText.IsTag(text);
            if (isFlux || NamedChart().IsMatch(text))
            {
                AddVersion($"*/{text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..]}", version, line, bag);
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a chart, of which only a full version is a tag: of a range or none it could be any.</summary>
    internal static void AddVersion(string name, string? version, int line, ReferenceBag bag)
    {
        if (version is not null && ImageReferenceText.IsDigest(version))
        {
            bag.Add($"{name}@{version}", line);
            return;
        }

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

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamedChart();

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+(?:[-_][A-Za-z0-9._-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex FullVersion();
}
