using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Graph;
using PolicyEngine.Inputs;
using PolicyEngine.Snapshots;
using PolicyEngine.Text;

namespace PolicyEngine.PolicyTests.Model;

/// <summary>The files that a test file names, already read: by their paths as written there. Immutable and thread-safe.</summary>
public sealed class PolicyTestInputs
{
    private readonly ImmutableDictionary<string, SourceText> _policies;
    private readonly ImmutableDictionary<string, IReadOnlyList<DigestGraph>> _snapshots;
    private readonly ImmutableDictionary<string, string> _problems;

    private PolicyTestInputs(
        ImmutableDictionary<string, SourceText> policies,
        ImmutableDictionary<string, IReadOnlyList<DigestGraph>> snapshots,
        ImmutableDictionary<string, string> problems
    )
    {
        _policies = policies;
        _snapshots = snapshots;
        _problems = problems;
    }

    /// <summary>The values of the policies' inputs where a test gives none.</summary>
    public InputValues Inputs { get; private init; } = InputValues.None;

    /// <summary>No file.</summary>
    public static PolicyTestInputs Empty { get; } =
        new(
            ImmutableDictionary.Create<string, SourceText>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, IReadOnlyList<DigestGraph>>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, string>(StringComparer.Ordinal)
        );

    /// <summary>Adds a policy. Its own path, as reports show it, may be another one.</summary>
    public PolicyTestInputs WithPolicy(string path, SourceText policy) =>
        new(_policies.SetItem(path, policy), _snapshots, _problems) { Inputs = Inputs, Facts = Facts };

    /// <summary>Adds the repositories of a snapshot.</summary>
    public PolicyTestInputs WithSnapshot(string path, IReadOnlyList<DigestGraph> repositories, IReadOnlyList<SnapshotFact>? facts = null) =>
        new(_policies, _snapshots.SetItem(path, repositories), _problems) { Inputs = Inputs, Facts = Facts.SetItem(path, facts ?? []) };

    /// <summary>Says of a file why it could not be read: a clause without a full stop.</summary>
    public PolicyTestInputs WithProblem(string path, string problem) =>
        new(_policies, _snapshots, _problems.SetItem(path, problem)) { Inputs = Inputs, Facts = Facts };

    /// <summary>Gives values to the policies' inputs where a test gives none.</summary>
    public PolicyTestInputs WithInputs(InputValues inputs) => new(_policies, _snapshots, _problems) { Inputs = inputs, Facts = Facts };

    /// <summary>The facts of snapshots.</summary>
    private ImmutableDictionary<string, IReadOnlyList<SnapshotFact>> Facts { get; init; } =
        ImmutableDictionary.Create<string, IReadOnlyList<SnapshotFact>>(StringComparer.Ordinal);

    /// <summary>What a source said when a snapshot was taken; null where it was not asked.</summary>
    /// <remarks>A test may run elsewhere than the snapshot was taken: where one folder asked this, it is taken to be the test's.</remarks>
    internal FactAnswer? FindFact(string? path, FactSource source)
    {
        var asked = path is null ? [] : Facts.GetValueOrDefault(path, []).Where(fact => fact.IsAsked(source)).ToList();
        return (asked.Find(fact => fact.IsOf(source)) ?? (asked is [var only] ? only : null))?.Answer.For(source);
    }

    internal SourceText? FindPolicy(string path) => _policies.GetValueOrDefault(path);

    internal IReadOnlyList<DigestGraph>? FindSnapshot(string path) => _snapshots.GetValueOrDefault(path);

    internal string ProblemOf(string path) => _problems.GetValueOrDefault(path, "it does not exist");
}
