using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Policies;

/// <summary>An entry of <c>protect</c>. Immutable.</summary>
public sealed class Protection
{
    internal Protection(string name, Predicate predicate, MappingSyntax syntax, InUseSource? inUse)
    {
        Name = name;
        Predicate = predicate;
        Syntax = syntax;
        InUse = inUse;
    }

    /// <summary>Its id; <c>protect-1</c>, <c>protect-2</c>, … by its place where it has none.</summary>
    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public Location Location => Syntax.Location;

    /// <summary>The files whose image references it protects, if it has <c>in-use</c>.</summary>
    public InUseSource? InUse { get; }

    /// <summary>Whether it protects the bases of kept images.</summary>
    internal bool KeepsBases => Predicate.SelfAndParts().OfType<BasePredicate>().Any();

    /// <summary>Whether its policy is for other repositories, so that of what is in use only the digests count here.</summary>
    internal bool IsFromElsewhere { get; private init; }

    /// <summary>
    /// The same in repositories that its policy is not for: a digest in use protects wherever it is found, and a base wherever it lies.
    /// </summary>
    internal Protection Elsewhere() =>
        new(Name, InUse is null ? Predicate : new InUsePredicate(Location.ToString(), digestsOnly: true), Syntax, InUse)
        {
            IsFromElsewhere = true,
        };

    /// <summary>Its text as a tree.</summary>
    public MappingSyntax Syntax { get; }

    /// <summary>What it protects.</summary>
    internal Predicate Predicate { get; }
}

/// <summary>Where the image references of an <c>in-use</c> protection are
/// found. Paths are as written, relative to the policy file.</summary>
/// <param name="Files">Globs of files in which image references stand anywhere.</param>
/// <param name="References">Globs of files with one reference a line.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="AllowsEmpty">Whether files in which no reference is found are taken at their word.</param>
public sealed record InUseSource(IReadOnlyList<string> Files, IReadOnlyList<string> References, Location Location, bool AllowsEmpty = false)
{
    /// <summary>The sources beside files that are asked.</summary>
    public ImmutableArray<FactSource> Asked { get; init; } = [];
}
