using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Faults.Hostile;

/// <summary>One way to lie.</summary>
/// <param name="Name">What it does, as the end of "a registry with …".</param>
/// <param name="Answer">Its answer to the n-th request; null for the honest one.</param>
internal sealed record HostileBehaviour(string Name, Func<HostileRegistry, ReceivedRequest, int, Answer?> Answer)
{
    /// <summary>Whether it hides what there is, or says that it did what it
    /// did not: then nobody can tell that a run is not complete.</summary>
    public bool Hides { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
