namespace PolicyEngine.Cli.Tests.Terminal;

/// <summary>What shells are offered, as the scripts of 'completion' ask for it.</summary>
public sealed class ValueCompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ValueCompletionTests()
    {
        _folder.Write("policies/web.yaml", "version: 1\nrules: []\n");
        _folder.Write("policies/web.policytest.yaml", "policy: web.yaml\n");
        _folder.Write(
            "state.json",
            """
            { "formatVersion": 1, "repositories": [ { "registry": "ghcr.io", "name": "acme/web", "provider": "ghcr", "complete": true,
              "manifests": [ { "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001",
                "tags": ["v1.0.0"] } ] } ] }
            """
        );
        _folder.Write("broken.json", "{");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("policyengine plan --format ", "html,json,markdown,sarif")]
    [InlineData("policyengine plan --provider ", "ghcr,oci")]
    [InlineData("policyengine plan ", "policies,policies/web.yaml")]
    [InlineData("policyengine import ", "acr,ecr,harbor")]
    [InlineData("policyengine schema n", "notice")]
    [InlineData("policyengine completion ", "bash,zsh,fish,pwsh")]
    [InlineData("policyengine explain PE400", "PE4001,PE4008")]
    [InlineData("policyengine validate --severity PE4001=", "PE4001=error,PE4001=none")]
    [InlineData("policyengine graph --snapshot state.json ", "ghcr.io/acme/web")]
    [InlineData("policyengine plan --snapshot state.json --target ", "ghcr.io/acme/web")]
    [InlineData("policyengine explain --snapshot state.json v", "v1.0.0")]
    public async Task Values_are_offered(string line, string expected)
    {
        var offered = await OfferAsync(line);
        Assert.All(expected.Split(','), value => Assert.Contains(value, offered));
        Assert.DoesNotContain("policies/web.policytest.yaml", offered);
    }

    [Theory]
    [InlineData("policyengine ")]
    [InlineData("policyengine plan ")]
    [InlineData("policyengine plan -")]
    public async Task What_nobody_types_is_not(string line)
    {
        var offered = await OfferAsync(line);
        Assert.NotEmpty(offered);
        Assert.DoesNotContain("/?", offered);
        Assert.DoesNotContain("/h", offered);
    }

    [Theory]
    [InlineData("policyengine graph --snapshot broken.json ")]
    [InlineData("policyengine graph --snapshot nowhere.json ")]
    [InlineData("policyengine graph --snapshot policies ")]
    public async Task A_snapshot_that_cannot_be_read_offers_nothing(string line) =>
        Assert.DoesNotContain(await OfferAsync(line), value => value.StartsWith("ghcr.io", StringComparison.Ordinal));

    private async Task<string[]> OfferAsync(string line)
    {
        var run = await CliRun.RunAsync(_folder.Path, $"[suggest:{line.Length}]", line);
        Assert.Equal(0, run.Status);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
