using PolicyEngine.Cli.Base;
using PolicyEngine.Policies;

namespace PolicyEngine.Cli.Targets;

/// <summary>What the command line says about registries: it replaces what the targets say. Immutable.</summary>
/// <param name="RegistryUrl">The base URL of the registry.</param>
/// <param name="ApiUrl">The base URL of GitHub's REST API.</param>
/// <param name="Provider">The provider.</param>
internal sealed record TargetOverrides(string? RegistryUrl, string? ApiUrl, string? Provider)
{
    /// <summary>The targets with what was said. Layouts stay as they are.</summary>
    /// <exception cref="CliException">A URL is none, or would count for several registries.</exception>
    public IReadOnlyList<PolicyTarget> Apply(IReadOnlyList<PolicyTarget> targets)
    {
        if (
            RegistryUrl is not null
            && targets.Where(t => t.LayoutPath is null).Select(t => t.Registry).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any()
        )
        {
            throw CliException.Usage("--registry-url is the URL of one registry, but the targets name several. Narrow them with --target.");
        }

        return [.. targets.Select(Apply)];
    }

    private PolicyTarget Apply(PolicyTarget target)
    {
        if (target.LayoutPath is not null)
        {
            return target;
        }

        return target with
        {
            Url = Read(RegistryUrl, "--registry-url", target) ?? target.Url,
            ApiUrl = Read(ApiUrl, "--api-url", target) ?? target.ApiUrl,
            Provider = Provider ?? target.Provider,
        };
    }

    private static Uri? Read(string? text, string option, PolicyTarget target)
    {
        if (text is null)
        {
            return null;
        }

        return TargetParser.ParseUrl(text, target.Insecure, out var problem)
            ?? throw CliException.Usage($"{option}: '{text}' cannot be used: {problem}.");
    }
}
