using System.Globalization;
using PolicyEngine.Applying;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Applying;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Journaling;
using PolicyEngine.Registry.Providers;
using PolicyEngine.Registry.Tests.Ghcr;
using PolicyEngine.Reporting.Applies;
using PolicyEngine.Reporting.Writing;
using PolicyEngine.Text;
using Xunit;

namespace PolicyEngine.Registry.Tests.Applying;

/// <summary>A repository with a policy, which is planned, applied and restored as the CLI would do it.</summary>
internal sealed class Scene : IDisposable
{
    internal const string PlanHash = "00000000000000000000000000000000000000000000000000000000000000aa";
    private readonly TemporaryDirectory _folder = new();
    private HashSet<string> _missingBefore = [];
    private RunDeadline? _deadline;

    internal required RegistryTarget Target { get; init; }

    internal required string Repository { get; init; }

    internal required string Policy { get; init; }

    internal TestOptions Surroundings { get; } = new();

    /// <summary>The folder of a cache; null for none.</summary>
    internal string? Cache { get; init; }

    /// <summary>The requests in flight; null for what is usual.</summary>
    internal int? Concurrency { get; set; }

    internal DateTimeOffset Now { get; init; } = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    internal string JournalPath
    {
        get => field ?? Path.Combine(_folder.Path, JournalName);
        set;
    }

    /// <summary>One for each night that plans for itself.</summary>
    internal string JournalName { get; set; } = "journal.jsonl";

    internal string LockDirectory => Path.Combine(_folder.Path, "locks");

    /// <summary>Puts something round the writing side.</summary>
    internal Func<IRegistryWriter, IRegistryWriter> Decorate { get; set; } = writer => writer;

    /// <summary>One for all that a night does; null for one of each apply.</summary>
    internal ApplyBudget? Budget { get; set; }

    internal ApplyOptions Options => new() { Clock = Surroundings.Clock, LockDirectory = LockDirectory };

    public void Dispose() => _folder.Dispose();

    internal async Task<DigestGraph> ReadAsync()
    {
        await using var client = ProviderCatalog.Find(Target.Provider)!.Open(Target, Surroundings.Options with { CacheDirectory = Cache });
        var builder = new DigestGraphBuilder();
        var info = await client.ReadRepositoryAsync(
            Repository,
            builder,
            new WholeRepositoryGuide(needsConfigs: true),
            CancellationToken.None
        );
        Assert.True(info.Complete, info.Reason);
        return builder.Build(info);
    }

    private PolicyCompilation Compile()
    {
        var compilation = PolicyCompiler.Compile([SourceText.From("policy.yaml", Policy)]);
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics.Select(d => d.Message)));
        return compilation;
    }

    /// <summary>Finishes what the journals in the folder began, as a run
    /// does before it plans, with the budget that it has for all.</summary>
    internal async Task<ApplyReport> FinishAsync(ApplyOptions options, CancellationToken cancellationToken = default)
    {
        var all = new ApplyReport { Repositories = [] };
        foreach (var path in UnfinishedJournals.Beside(JournalPath).Select(found => found.Path))
        {
            using var journal = ApplyJournal.OpenExisting(path, options.Clock);
            var left = new UnfinishedRun(journal);
            foreach (var repository in left.Repositories)
            {
                var planning = options with
                {
                    Refresh = async (_, _) =>
                        Planner
                            .Create(Compile(), [await ReadAsync()], Now, new PlanOptions { Begun = left.BegunIn(repository) })
                            .Repositories[0],
                };
                all = ApplyReports.Join(
                    all,
                    await left.FinishAsync(
                        repository,
                        planning,
                        Budget ?? new ApplyBudget(options),
                        _ => new OpenedRepository(Target, Open(Target)),
                        cancellationToken
                    )
                );
            }
        }

        return all;
    }

    internal async Task<Plan> PlanAsync()
    {
        var compilation = Compile();
        var graph = await ReadAsync();
        _missingBefore = [.. graph.Nodes.Skip(graph.PresentCount).Select(graph.TextOf)];
        return Planner.Create(compilation, [graph], Now);
    }

    internal async Task<ApplyReport> ApplyAsync(
        Plan plan,
        Func<ApplyOptions, ApplyOptions>? with = null,
        CancellationToken cancellationToken = default
    )
    {
        var options = with?.Invoke(Options) ?? Options;
        _deadline = options.TimeBudget is { } time ? new RunDeadline(options.Clock, options.Clock.GetUtcNow() + time) : null;
        using var journal = ApplyJournal.Open(JournalPath, plan, PlanHash, options.Clock);
        return await new PlanApplier(journal, options, Budget).ApplyAsync(
            plan,
            _ => new OpenedRepository(Target, Open(Target)),
            cancellationToken
        );
    }

    /// <summary>Applies a plan in a process that dies at its n-th change, and once more, which leaves nothing undone.</summary>
    /// <returns>False where there are not so many changes, so that the first process did everything.</returns>
    internal async Task<bool> ApplyKilledAsync(Plan plan, int nth)
    {
        Decorate = writer => new InterceptedWriter(writer, ProcessDiedException.At(nth));
        try
        {
            await ApplyAsync(plan);
            return false;
        }
        catch (Exception e) when (ProcessDiedException.Is(e))
        {
            await AssertWholeAsync();
        }

        Decorate = writer => writer;
        var resumed = await ApplyAsync(plan);
        Assert.False(resumed.LeftUndone, Text(resumed));
        return true;
    }

    internal async Task<ApplyReport> RestoreAsync()
    {
        using var journal = ApplyJournal.OpenExisting(JournalPath, Surroundings.Clock);
        return await new RestoreRunner(journal, Options).RestoreAsync((_, target) => Open(target), CancellationToken.None);
    }

    /// <summary>The report as users see it, without what changes from run to run.</summary>
    internal static string Text(ApplyReport report, params IEnumerable<(string From, string To)> names)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        ApplyText.Write(report, writer, new ReportOptions { Verbose = true, Width = 0 });
        return names.Aggregate(writer.ToString(), (text, name) => text.Replace(name.From, name.To, StringComparison.Ordinal));
    }

    /// <summary>What is there: digests with their tags.</summary>
    internal async Task<string> StateAsync()
    {
        var graph = await ReadAsync();
        return string.Concat(graph.PresentNodes.Select(node => $"{graph.TextOf(node)} {string.Join(' ', graph.AllTagsOf(node))}\n"));
    }

    /// <summary>No index that is there lacks a child that it had when it was planned, and no tag leads to nothing.</summary>
    internal async Task AssertWholeAsync()
    {
        var graph = await ReadAsync();
        Assert.Empty(graph.Info.DanglingTags);
        foreach (var node in graph.PresentNodes)
        {
            foreach (var child in graph.Children[node])
            {
                Assert.True(
                    child < graph.PresentCount || _missingBefore.Contains(graph.TextOf(child)),
                    $"{graph.TextOf(node)} ({string.Join(' ', graph.AllTagsOf(node))}) lacks {graph.TextOf(child)}"
                );
            }
        }
    }

    private IRegistryWriter Open(RegistryTarget target) =>
        Decorate(
            ProviderCatalog
                .Find(target.Provider)!
                .OpenWriter(
                    target,
                    Surroundings.Options with
                    {
                        CacheDirectory = Cache,
                        Deadline = _deadline,
                        Concurrency = Concurrency ?? Surroundings.Options.Concurrency,
                    },
                    Repository,
                    JournalPath + ".blobs"
                )
        );
}
