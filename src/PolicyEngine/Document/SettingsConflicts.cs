using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Values;

namespace PolicyEngine.Document;

/// <summary>Finds settings that two policies state differently although some
/// repository may be a target of both (semantics.md#several-policies). Pure.</summary>
internal static class SettingsConflicts
{
    /// <summary>One diagnostic for each policy that differs from one before it.</summary>
    public static IEnumerable<Diagnostic> Find(ImmutableArray<Policy> policies) =>
        from index in Enumerable.Range(1, Math.Max(0, policies.Length - 1))
        let policy = policies[index]
        let conflict = policies
            .Take(index)
            .Select(other => (Other: other, Names: other.Settings.DifferencesTo(policy.Settings).ToArray()))
            .Where(c => c.Names.Length > 0)
            .Select(c => (c.Other, c.Names, Repository: FindCommon(c.Other, policy)))
            .FirstOrDefault(c => c.Repository is not null)
        where conflict.Repository is not null
        select Describe(policy, conflict.Other, conflict.Repository, conflict.Names);

    /// <summary>Says that policies of a repository state settings differently.</summary>
    public static Diagnostic Describe(Policy policy, Policy other, string repository, IEnumerable<string> settings) =>
        Diagnostic.Create(
            PolicyDiagnostics.DifferentSettings,
            policy.SettingsLocation,
            repository,
            string.Join(", ", settings.Select(s => $"'{s}'"))
        ) with
        {
            AdditionalLocations = [(other.SettingsLocation, "the settings they differ from")],
        };

    /// <summary>A repository that both policies may apply to, or null if there is none, or none that is plain to see.</summary>
    private static string? FindCommon(Policy one, Policy other)
    {
        // Without targets, a policy applies to whatever it is given.
        if (one.Targets.IsEmpty || other.Targets.IsEmpty)
        {
            return one.Targets.Concat(other.Targets).Select(t => t.ToString()).FirstOrDefault() ?? "whatever --target names";
        }

        return (
            from target in one.Targets
            from second in other.Targets
            let name = FindCommon(target, second, IsSameFolder(one, other))
            where name is not null
            select name
        ).FirstOrDefault();
    }

    private static string? FindCommon(PolicyTarget one, PolicyTarget other, bool isSameFolder)
    {
        if (!string.Equals(one.Registry, other.Registry, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (one.LayoutPath is { } path)
        {
            return (isSameFolder || path.StartsWith('/')) && path == other.LayoutPath ? one.ToString() : null;
        }

        return CommonName.Find(one.Names, other.Names, isPath: true) is (true, var name) ? $"{one.Registry}/{name}" : null;
    }

    private static bool IsSameFolder(Policy one, Policy other) => FolderOf(one.Source.Path) == FolderOf(other.Source.Path);

    private static string FolderOf(string path) => path[..(path.LastIndexOfAny(['/', '\\']) + 1)];
}
