using System.Collections.Immutable;

namespace PolicyEngine.Reporting.PolicyTests;

/// <summary>The formats for the results of policy tests. A new one is a class here and a line here.</summary>
public static class PolicyTestReport
{
    /// <summary>All formats; the first is the default.</summary>
    public static ImmutableArray<IPolicyTestFormat> All { get; } =
    [
        new TextPolicyTestFormat(),
        new JUnitPolicyTestFormat(),
        new GitHubPolicyTestFormat(),
    ];

    /// <summary>The format of a name, or null.</summary>
    public static IPolicyTestFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
