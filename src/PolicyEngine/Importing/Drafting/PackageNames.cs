namespace PolicyEngine.Importing.Drafting;

/// <summary>What the names of packages are that an action is given.</summary>
internal enum PackageNames
{
    /// <summary>Names.</summary>
    Exact,

    /// <summary>Wildcards, <c>!</c> excludes.</summary>
    Wildcards,

    /// <summary>One regular expression that may match anywhere.</summary>
    Regex,
}
