using System.Text.RegularExpressions;

namespace PolicyEngine.Facts;

/// <summary>Names of branches as docker/metadata-action writes them into tags: <c>feature/x</c> is <c>feature-x</c>. Pure.</summary>
internal static partial class BranchNames
{
    private const int LongestTag = 128;

    /// <summary>The name as it stands in a tag, in lower case.</summary>
    public static string InTag(string branch) => Cut(Runs().Replace(branch, "-"));

    /// <summary>All ways in which a name may stand in a tag: versions of the
    /// action differ in what becomes of several characters in a row.</summary>
    public static IEnumerable<string> InTags(string branch) => [InTag(branch), Cut(Singles().Replace(branch, "-"))];

    private static string Cut(string name) => (name.Length > LongestTag ? name[..LongestTag] : name).ToLowerInvariant();

    [GeneratedRegex("[^a-zA-Z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();

    [GeneratedRegex("[^a-zA-Z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Singles();
}
