namespace PolicyEngine.Facts;

/// <summary>Where a clone is, as text, so that two ways to write one path are one. Links are not followed.</summary>
internal static class ClonePath
{
    /// <summary>A path that starts in the folder of a policy, as seen from where the path of the policy starts.</summary>
    /// <param name="policy">The path of the policy file.</param>
    /// <param name="path">The path, with <c>/</c> between its names.</param>
    internal static string Of(string policy, string path)
    {
        var full = path.StartsWith('/') ? path : $"{policy[..(policy.LastIndexOf('/') + 1)]}{path}";
        var names = new List<string>();
        foreach (var name in full.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name == ".." && names.Count > 0 && names[^1] != "..")
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name != ".." || !full.StartsWith('/'))
            {
                names.Add(name);
            }
        }

        var plain = (full.StartsWith('/') ? "/" : "") + string.Join('/', names);
        return plain.Length == 0 ? "." : plain;
    }
}
