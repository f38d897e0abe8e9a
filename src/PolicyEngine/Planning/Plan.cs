using System.Collections.Immutable;

namespace PolicyEngine.Planning;

/// <summary>What a policy would do to repositories: the result of planning, and the content of a saved plan file. Immutable.</summary>
public sealed record Plan
{
    /// <summary>The version of the file format that this program writes and reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The one 'now' of the run, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The policies, ordered by path.</summary>
    public required ImmutableArray<PlanPolicy> Policies { get; init; }

    /// <summary>The folders that all policies were taken from, as they were written;
    /// ordinal order. A policy that comes to one of them makes the plan stale.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    /// <summary>The SHA-256 of what was in use by the files of <c>in-use</c>
    /// protections, in lower-case hex; null where no policy asks for it.</summary>
    public string? InUseSha256 { get; init; }

    /// <summary>The SHA-256 of the facts that conditions asked for, in lower-case hex; null where none did.</summary>
    public string? FactsSha256 { get; init; }

    /// <summary>Whether it was made from a snapshot file, which may be old or changed
    /// by hand: it is compared with what is there before it is carried out.</summary>
    public bool FromSnapshot { get; init; }

    /// <summary>Whether all policies applied, whatever their own targets are
    /// (<c>--all-policies</c>): who plans again has to do the same.</summary>
    public bool AllPolicies { get; init; }

    /// <summary>The repositories, ordered by registry and name.</summary>
    public required ImmutableArray<RepositoryPlan> Repositories { get; init; }

    /// <summary>What will be deleted later; null where nobody asked. It is shown, and no part of the file.</summary>
    public Forecast? Forecast { get; init; }

    /// <summary>Whether there is anything to delete or untag.</summary>
    public bool HasChanges => Repositories.Any(r => r.Delete.Count > 0 || r.Untag.Count > 0 || r.DeletesPackage);

    /// <summary>The totals over all repositories.</summary>
    public PlanSummary Summary =>
        new(
            Repositories.Sum(r => r.Delete.Count),
            Repositories.Sum(r => r.Untag.Count),
            Repositories.Sum(r => r.Retain.Count),
            Repositories.Sum(r => r.Keep.Count),
            Repositories.Sum(r => r.Bytes.Reclaimed)
        );
}

/// <summary>A policy file that a plan was made from.</summary>
/// <param name="Path">The path as it appears in verdicts.</param>
/// <param name="Name">The policy's <c>name</c>, if it has one.</param>
/// <param name="Sha256">The SHA-256 of the file's text in UTF-8, in lower-case hex.</param>
public sealed record PlanPolicy(string Path, string? Name, string Sha256)
{
    /// <summary>The inputs that it was planned with; null where it has none.</summary>
    public PlanInputs? Inputs { get; init; }
}

/// <summary>The inputs of a policy in a plan: what they were called, and proof of what they were.</summary>
/// <param name="Names">The names, in ordinal order.</param>
/// <param name="Sha256">The SHA-256 of names and values, in lower-case hex.</param>
public sealed record PlanInputs(ImmutableArray<string> Names, string Sha256);

/// <summary>Totals of a plan; counts of manifests, but for <paramref name="Untag"/>, which counts tags.</summary>
public sealed record PlanSummary(int Delete, int Untag, int Retain, int Keep, long ReclaimedBytes);
