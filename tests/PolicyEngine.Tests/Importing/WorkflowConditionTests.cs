using PolicyEngine.Importing.Drafting;
using Xunit;

namespace PolicyEngine.Tests.Importing;

public sealed class WorkflowConditionTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("${{ true }}", true)]
    [InlineData("true == true", true)]
    [InlineData("'true' == true", null)]
    [InlineData("github.ref == 'refs/heads/main'", true)]
    [InlineData("github.ref == 'refs/heads/staging'", null)]
    [InlineData("always()", true)]
    [InlineData("success() && github.ref_name == 'main'", true)]
    [InlineData("github.repository == 'acme/web'", null)]
    [InlineData("github.repository != 'acme/web'", null)]
    [InlineData("'acme/web' == github.repository", null)]
    [InlineData("success() && github.repository_owner == 'acme'", null)]
    [InlineData("github.repository == 'acme/web' && github.event_name == 'push'", false)]
    [InlineData("!cancelled()", true)]
    [InlineData("github.event_name == 'schedule' || github.event_name == 'push'", true)]
    [InlineData("github.event_name != 'pull_request'", true)]
    [InlineData("'schedule' == github.event_name", true)]
    [InlineData("env.CLEAN == 'yes'", true)]
    [InlineData("matrix.image == 'WEB'", true)]
    [InlineData("false", false)]
    [InlineData("${{ false }}", false)]
    [InlineData("''", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    [InlineData("always() && false", false)]
    [InlineData("!(true || inputs.x)", false)]
    [InlineData("env.CLEAN == 'no'", false)]
    [InlineData("env.CLEAN != 'it''s'", true)]
    [InlineData("failure()", false)]
    [InlineData("github.event_name == 'workflow_dispatch'", false)]
    [InlineData("github.event_name == 'delete' && !startsWith(github.event.ref, 'release-')", false)]
    [InlineData("inputs.clean", null)]
    [InlineData("github.actor == 'octocat'", null)]
    [InlineData("startsWith(github.ref, 'refs/tags/')", null)]
    [InlineData("contains(fromJSON('[\"a)\"]'), matrix.image) && true", null)]
    [InlineData("env.UNKNOWN", null)]
    [InlineData("env.OFF", null)]
    [InlineData("env.NUMBER > 3", null)]
    [InlineData("${{ false }} && true", null)]
    [InlineData("x-${{ false }}", null)]
    [InlineData("true true", null)]
    [InlineData("(true", null)]
    [InlineData("&&", null)]
    [InlineData("'open", null)]
    [InlineData("", null)]
    public void A_condition_is_answered_as_far_as_the_file_answers_it(string text, bool? expected) =>
        Assert.Equal(expected, WorkflowCondition.Holds(text, ValueOf));

    [Fact]
    public void Nesting_without_end_is_not_answered() => Assert.Null(WorkflowCondition.Holds(new string('(', 100_000) + "true", ValueOf));

    private static string? ValueOf(string path) =>
        path switch
        {
            "env.CLEAN" => "yes",
            "env.OFF" => "false",
            "env.NUMBER" => "4",
            "matrix.image" => "web",
            _ => null,
        };
}
