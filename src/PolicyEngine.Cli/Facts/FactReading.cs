using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Facts;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Registry.Facts;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Facts;

/// <summary>Reads the facts that policies ask for, each source once. Policies that ask for none pay nothing.</summary>
/// <param name="context">The command.</param>
/// <param name="sources">How servers are reached.</param>
/// <param name="snapshot">A snapshot as written, whose facts are taken where it has some; null to ask always.</param>
internal sealed class FactReading(CommandContext context, SourceOptions sources, string? snapshot = null)
{
    private IReadOnlyList<SnapshotFact>? _kept;

    private readonly Dictionary<(FactSource Source, string Folder), FactAnswer> _known = [];

    /// <summary>Reads what rules and protections ask for.</summary>
    public Task<FactSet> ReadAsync(PolicySet policies, CancellationToken cancellationToken) =>
        ReadAsync(policies, policy => policy.AskedFacts, cancellationToken);

    /// <summary>Reads some sources.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="choose">The sources of a policy.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<FactSet> ReadAsync(
        PolicySet policies,
        Func<Policy, IEnumerable<FactSource>> choose,
        CancellationToken cancellationToken
    )
    {
        var facts = FactSet.Empty;
        foreach (var policy in policies.Compilation.Policies)
        {
            foreach (var source in choose(policy))
            {
                var answer = await ReadAsync(source, policies.FolderOf(policy), cancellationToken).ConfigureAwait(false);
                context.Messages.Detail($"{source.Location}: {answer.Source}: {answer.Problem ?? answer.Summary}");
                facts = facts.With(source, answer);
            }
        }

        return facts;
    }

    private async Task<FactAnswer> ReadAsync(FactSource source, string folder, CancellationToken cancellationToken)
    {
        var key = (source with { Policy = "", Location = default }, folder);
        if (!_known.TryGetValue(key, out var answer))
        {
            _kept ??= snapshot is null ? [] : GraphReading.ReadFacts(context, snapshot);
            if (_kept.FirstOrDefault(fact => fact.IsOf(source)) is { } kept)
            {
                return _known[key] = kept.Answer.For(source);
            }

            var options = new FactOptions
            {
                Registry = sources.CreateForFacts(context),
                Folder = folder,
                ApiUrl = sources.FactApiUrl(context.Parsed),
            };
            _known[key] = answer = await FactSourceCatalog.ReadAsync(source, options, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }
}
