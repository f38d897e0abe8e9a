namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>A package: who owns it, and its name, which may hold slashes. Lower case, as GitHub keeps them.</summary>
internal readonly record struct PackageName(string Owner, string Name)
{
    /// <summary>The name of the repository in the registry.</summary>
    internal string Repository => $"{Owner}/{Name}";

    /// <summary>The name as one segment of a path.</summary>
    internal string Escaped => Uri.EscapeDataString(Name);

    /// <summary>Splits the name of a repository; false where it has no owner.</summary>
    internal static bool TryParse(string repository, out PackageName package)
    {
        var lower = repository.ToLowerInvariant();
        var slash = lower.IndexOf('/', StringComparison.Ordinal);
        package = slash > 0 && slash < lower.Length - 1 ? new PackageName(lower[..slash], lower[(slash + 1)..]) : default;
        return package.Owner is not null;
    }
}
