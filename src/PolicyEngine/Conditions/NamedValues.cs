using PolicyEngine.Values;

namespace PolicyEngine.Conditions;

/// <summary>Labels and annotations.</summary>
internal static class NamedValues
{
    /// <summary>Whether a name is there with a value that matches.</summary>
    public static bool Match(IEnumerable<KeyValuePair<string, string>> values, string name, GlobPattern pattern)
    {
        foreach (var (key, value) in values)
        {
            if (string.Equals(key, name, StringComparison.Ordinal) && pattern.IsMatch(value))
            {
                return true;
            }
        }

        return false;
    }
}
