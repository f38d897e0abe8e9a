namespace PolicyEngine.Fakes;

/// <summary>Everything that the fake knows. Guard every use beside a running server by <see cref="Gate"/>.</summary>
public sealed class GhcrState(TimeProvider clock)
{
    private readonly Dictionary<string, string> _ownerTypes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GhcrPackage> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FakeToken> _tokens = new(StringComparer.Ordinal);
    private long _lastId = 100_000;

    public Lock Gate { get; } = new();

    public TimeProvider Clock { get; } = clock;

    public IEnumerable<GhcrPackage> Packages => _packages.Values;

    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Adds an owner: <c>Organization</c> or <c>User</c>.</summary>
    public void AddOwner(string login, string type = "Organization") => _ownerTypes[login] = type;

    public string? TypeOf(string login) => _ownerTypes.GetValueOrDefault(login);

    public void AddToken(FakeToken token) => _tokens[token.Value] = token;

    public FakeToken? FindToken(string value) => _tokens.GetValueOrDefault(value);

    /// <summary>Adds an empty package, and its owner as an organization if there is none.</summary>
    public GhcrPackage AddPackage(string owner, string name, bool isPublic = false)
    {
        _ownerTypes.TryAdd(owner, "Organization");
        var package = new GhcrPackage(this, owner, name) { Public = isPublic };
        _packages[package.FullName] = package;
        return package;
    }

    public GhcrPackage? Find(string owner, string name, bool deleted = false) =>
        _packages.GetValueOrDefault($"{owner}/{name}") is { } package && package.DeletedAt is not null == deleted ? package : null;

    public GhcrPackage? Find(string fullName) => _packages.GetValueOrDefault(fullName) is { DeletedAt: null } package ? package : null;
}
