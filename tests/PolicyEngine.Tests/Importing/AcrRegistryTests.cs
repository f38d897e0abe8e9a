using PolicyEngine.Importing;
using PolicyEngine.Importing.Drafting;
using Xunit;

namespace PolicyEngine.Tests.Importing;

/// <summary>Where an <c>acr purge</c> command says which registry it is for.</summary>
public sealed class AcrRegistryTests
{
    private const string Purge = "acr purge --filter 'app:.*' --ago 7d --untagged";

    [Theory]
    [InlineData($"{Purge} --registry acme", "acme.azurecr.io/app")]
    [InlineData($"{Purge} -r=acme.azurecr.io", "acme.azurecr.io/app")]
    [InlineData($"az acr run --cmd \"{Purge}\" --registry acme /dev/null", "acme.azurecr.io/app")]
    [InlineData($"az acr run --cmd \"{Purge}\" --registry=acme /dev/null", "acme.azurecr.io/app")]
    [InlineData($"az acr run -r acme --cmd \"{Purge}\" /dev/null", "acme.azurecr.io/app")]
    [InlineData($"az login -r other; az acr run -r acme --cmd \"{Purge}\" /dev/null", "acme.azurecr.io/app")]
    [InlineData(
        $"PURGE_CMD=\"{Purge}\"\naz acr run \\\n  --cmd \"$PURGE_CMD\" \\\n  --registry acme \\\n  /dev/null",
        "acme.azurecr.io/app"
    )]
    [InlineData($"export CMD=\"{Purge}\"\naz acr run --cmd \"${{CMD}}\" -r acme /dev/null", "acme.azurecr.io/app")]
    [InlineData($"$cmd = \"{Purge}\"\naz acr task create --name p --cmd $cmd --registry acme --context /dev/null", "acme.azurecr.io/app")]
    [InlineData($"CMD=\"{Purge}\"\naz acr run --cmd \"$CMD_2\" -r acme /dev/null", null)]
    [InlineData($"az acr run --cmd \"{Purge}\" --registry $REGISTRY /dev/null", null)]
    [InlineData(Purge, null)]
    public void The_policy_is_for_the_registry(string commands, string? target)
    {
        var text = ImporterCatalog.Find("acr")!.Import(commands, ImportOptions.None).Text;
        Assert.Equal(target is not null, text.Contains("targets:", StringComparison.Ordinal));
        Assert.Contains(target ?? "rules:", text, StringComparison.Ordinal);
    }
}
