namespace PolicyEngine.Fakes;

/// <summary>The kinds of token that GitHub treats differently.</summary>
public enum TokenKind
{
    /// <summary>A classic personal access token: the only kind that Packages supports in full.</summary>
    Classic,

    /// <summary>A fine-grained personal access token: refused by Packages.</summary>
    FineGrained,

    /// <summary>The <c>GITHUB_TOKEN</c> of a workflow: no listing of packages, no <c>GET /user</c>.</summary>
    Actions,
}

/// <summary>What someone may do with a package.</summary>
public enum PackageRole
{
    /// <summary>Nothing: the package is a 404, unless it is public.</summary>
    None,

    /// <summary>Reading.</summary>
    Read,

    /// <summary>Reading and pushing.</summary>
    Write,

    /// <summary>Everything, deletion included.</summary>
    Admin,
}

/// <summary>A token that the fake knows.</summary>
public sealed record FakeToken
{
    public required string Value { get; init; }

    public TokenKind Kind { get; init; } = TokenKind.Classic;

    /// <summary>Whose token it is; null for tokens of an app.</summary>
    public string? Login { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = ["read:packages"];

    /// <summary>The role for every package that <see cref="Roles"/> does not name.</summary>
    public PackageRole Role { get; init; } = PackageRole.Admin;

    /// <summary>Roles by <c>owner/name</c>.</summary>
    public IReadOnlyDictionary<string, PackageRole> Roles { get; init; } = new Dictionary<string, PackageRole>();

    public PackageRole RoleFor(GhcrPackage package) => Roles.TryGetValue(package.FullName, out var role) ? role : Role;

    public bool Has(string scope) =>
        Kind == TokenKind.Actions || Scopes.Contains(scope) || (scope == "read:packages" && Scopes.Contains("write:packages"));
}
