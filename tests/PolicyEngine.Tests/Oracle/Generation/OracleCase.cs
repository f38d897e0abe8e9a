namespace PolicyEngine.Tests.Oracle;

/// <summary>One repository and the policies that it is judged by.</summary>
internal sealed record OracleCase(int Seed, OracleRepository Repository, IReadOnlyList<OraclePolicy> Policies)
{
    public static OracleCase FromSeed(int seed)
    {
        var draw = new Draw(seed);
        var repository = new RepositoryGenerator(draw).Next();
        return new OracleCase(seed, repository, new PolicyGenerator(draw, repository).Next());
    }

    public OracleVerdict Expected() => NaiveEvaluator.Evaluate(Policies, Repository, Now.Value);

    public IReadOnlyList<string> PolicyTexts() => [.. Policies.Select((p, i) => PolicyYaml.Write(p, Seed + i))];

    public string SnapshotText() => SnapshotJson.Write([Repository], Now.Value);
}
