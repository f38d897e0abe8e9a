using PolicyEngine.Schema;
using PolicyEngine.Testing;
using Xunit;

namespace PolicyEngine.Tests.PolicyTests;

public sealed class PolicyTestSchemaTests
{
    [Fact]
    public void The_schema_of_policy_tests_is_current() => GeneratedFile.Verify("schema/policytest.schema.json", PolicyTestSchema.Generate());
}
