using System.Collections.Immutable;
using PolicyEngine.Binding;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Policies;
using PolicyEngine.PolicyTests.Fixtures;
using PolicyEngine.PolicyTests.Model;
using PolicyEngine.PolicyTests.Shapes;
using PolicyEngine.Selecting;

namespace PolicyEngine.PolicyTests.Running;

/// <summary>Finds the repository that a test is about.</summary>
internal static class TestRepository
{
    private const string AnyName = "acme/web";
    private const string AnyRegistry = "registry.example.com";

    /// <summary>What a test, or else the targets of its policies, say of the repository that images make.</summary>
    public static RepositoryInfo Describe(PolicyTest test, ImmutableArray<Policy> policies)
    {
        var said = test.Surroundings;
        var (name, registry) = (said.Repository?.Value, said.Registry);
        if (name is not null && registry is null && ImageReferenceText.HasRegistry(name))
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            (registry, name) = (name[..slash], name[(slash + 1)..]);
        }

        var targets = policies
            .SelectMany(p => p.Targets)
            .Where(t => registry is null || string.Equals(t.Registry, registry, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        name ??= targets.SelectMany(t => t.NamedRepositories ?? []).FirstOrDefault() ?? AnyName;
        var target = targets.FirstOrDefault(t => t.Covers(t.Registry, name));
        registry ??= (target ?? targets.FirstOrDefault())?.Registry
            ?? (said.Provider is { } provider && RegistryKind.Of(provider).Hosts is [var host, ..] ? host : AnyRegistry);
        return new RepositoryInfo
        {
            Registry = registry,
            Name = name,
            Provider = said.Provider ?? target?.Provider ?? TargetParser.InferProvider(registry),
            TakenAt = test.Now,
            Complete = test.Syntax.IsComplete,
            Reason = test.Syntax.IsComplete ? null : "The test states that the repository was not read completely.",
        };
    }

    /// <summary>
    /// The repository of a snapshot that a test means, or null if there is none or several, which is reported; with all that the snapshot
    /// has.
    /// </summary>
    public static DigestGraph? Find(
        PolicyTest test,
        PolicyTestInputs inputs,
        BindingContext context,
        out IReadOnlyCollection<DigestGraph> run
    )
    {
        run = [];
        var path = test.Syntax.Snapshot!;
        if (inputs.FindSnapshot(path.Value) is not { } repositories)
        {
            context.Report(PolicyTestDiagnostics.UnreadableFile, path, Quote.Cap(path.Value), inputs.ProblemOf(path.Value));
            return null;
        }

        run = repositories;
        var name = test.Surroundings.Repository;
        var fitting = repositories.Where(g => name is null || g.Info.Name == name.Value || g.Info.FullName == name.Value).ToArray();
        if (fitting is not [var graph])
        {
            var known = Text.ShortList.Of(repositories.Select(g => $"'{Quote.Cap(g.Info.FullName)}'").Order(StringComparer.Ordinal), 10);
            var message =
                name is null || fitting.Length > 1
                    ? $"The snapshot contains {repositories.Count} repositories: 'repository' must name one of {known}."
                    : $"The snapshot does not contain '{Quote.Cap(name.Value)}', but {known}.";
            context.Report(PolicyTestDiagnostics.UnknownRepository, name ?? path, message);
            return null;
        }

        var before = context.Diagnostics.Count;
        var tags = graph.Tags.Select(graph.TagText);
        ExpectationNames.Check(
            test.Syntax.Expect,
            tags,
            tags,
            text => TestPlan.Find(graph, text) is not null,
            text => graph.TryFindTag(text, out _),
            context
        );
        return context.Diagnostics.Count == before ? graph : null;
    }
}
