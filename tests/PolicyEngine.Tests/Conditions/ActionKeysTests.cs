using PolicyEngine.Conditions;
using PolicyEngine.Criteria;
using Xunit;

namespace PolicyEngine.Tests.Conditions;

public sealed class ActionKeysTests
{
    [Fact]
    public void Conditions_know_the_keys_of_both_actions()
    {
        Assert.Equal(CriterionCatalog.Delete.Keywords, ActionKeys.Delete);
        Assert.Equal(CriterionCatalog.Keep.Keywords, ActionKeys.Keep);
    }
}
