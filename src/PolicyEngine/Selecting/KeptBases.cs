using System.Collections.Immutable;
using PolicyEngine.Graph;

namespace PolicyEngine.Selecting;

/// <summary>What kept images name as their bases, among all repositories of a run (semantics.md#bases). Immutable.</summary>
internal sealed class KeptBases
{
    private readonly ImmutableDictionary<DigestGraph, ImmutableDictionary<NodeId, string>> _users;

    private KeptBases(ImmutableDictionary<DigestGraph, ImmutableDictionary<NodeId, string>> users) => _users = users;

    /// <summary>None.</summary>
    public static KeptBases None { get; } = new(ImmutableDictionary<DigestGraph, ImmutableDictionary<NodeId, string>>.Empty);

    /// <summary>
    /// Why they may not be all, as a sentence: nothing may then be deleted where they are protected. Null where they are.
    /// </summary>
    public string? Problem { get; private init; }

    /// <summary>A kept image whose base is unknown, so that any image may be it; null where there is none.</summary>
    public UnknownBase? Unread { get; private init; }

    /// <summary>Those of some repositories.</summary>
    /// <param name="users">Of each manifest that is a base, an image that is based on it.</param>
    /// <param name="problem">See <see cref="Problem"/>.</param>
    /// <param name="unread">See <see cref="Unread"/>.</param>
    public static KeptBases Of(
        IEnumerable<KeyValuePair<DigestGraph, Dictionary<NodeId, string>>> users,
        string? problem,
        UnknownBase? unread
    ) =>
        new(users.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableDictionary()))
        {
            Problem = problem,
            Unread = unread,
        };

    /// <summary>The bases among the manifests of a repository, each with an image that is based on it.</summary>
    public ImmutableDictionary<NodeId, string> In(DigestGraph graph) =>
        _users.GetValueOrDefault(graph, ImmutableDictionary<NodeId, string>.Empty);
}

/// <summary>An image whose base is unknown.</summary>
/// <param name="Image">The image.</param>
/// <param name="Cause">Why, as what the image does: <c>was not read</c>.</param>
internal sealed record UnknownBase(string Image, string Cause);
