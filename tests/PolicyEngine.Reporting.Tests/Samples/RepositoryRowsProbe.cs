using PolicyEngine.Planning;
using PolicyEngine.Reporting.Plans;
using PolicyEngine.Testing;

namespace PolicyEngine.Reporting.Tests.Samples;

/// <summary>What reports make of the first repository of a plan.</summary>
internal sealed class RepositoryRowsProbe(Plan plan)
{
    private readonly RepositoryRows _rows = new(plan.Repositories[0]);

    public long DeletedBytes => Deleted.Sum(group => group.Bytes);

    public int DeletedManifests => Deleted.Sum(group => group.Manifests);

    public string Parts(string name) => _rows.ImageOf(GraphText.DigestOf(name))!.Parts;

    private IEnumerable<RuleGroup> Deleted => _rows.Groups.Where(group => group.Effect == GroupEffect.Delete);
}
