namespace PolicyEngine.Values;

/// <summary>The identifiers of pre-releases. Pure.</summary>
internal static class VersionIdentifier
{
    /// <summary>Whether it is a number.</summary>
    public static bool IsNumeric(string identifier) => !identifier.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>By semver 2.0.0, section 11: numbers without leading zeros by value, and below all texts; texts by character.</summary>
    public static int Compare(string left, string right) =>
        (IsNumeric(left), IsNumeric(right)) switch
        {
            (true, true) => left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right),
            (true, false) => -1,
            (false, true) => 1,
            (false, false) => string.CompareOrdinal(left, right),
        };
}
