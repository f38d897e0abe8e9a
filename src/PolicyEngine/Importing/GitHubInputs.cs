namespace PolicyEngine.Importing;

/// <summary>What the inputs of clean-up actions for GitHub Container Registry have in common.</summary>
internal static class GitHubInputs
{
    /// <summary>Whether a value is only known when the workflow runs.</summary>
    public static bool IsExpression(string text) => text.Contains("${{", StringComparison.Ordinal);

    /// <summary>A duration, or null; null is null.</summary>
    public static string? Age(string? text) => text is null ? null : ImportDuration.Read(text);

    /// <summary>Narrows the rules of a step to the packages that it names, and makes these the targets where their owner is known too.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="draft">The policy.</param>
    /// <param name="rules">The rules of the step.</param>
    /// <param name="isAlone">Whether there is no other step, so that the rules may speak of every repository.</param>
    /// <param name="names">The inputs that name packages, separated by commas.</param>
    /// <param name="arePatterns">Whether the names are patterns.</param>
    public static void Targets(ImportObject inputs, PolicyDraft draft, IReadOnlyList<DraftRule> rules, bool isAlone, IReadOnlyList<string> names, bool arePatterns)
    {
        var owner = inputs.Text("owner") ?? inputs.Text("account");
        inputs.Ignore("owner", "account", "repository", "repo", "expand-packages");
        var packages = names.SelectMany(n => (inputs.Text(n) ?? "").Split([',', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var isOwnerKnown = owner is { Length: > 0 } and not "user" && !IsExpression(owner) && ImportPatterns.IsGlob(owner, isPath: true);
        var arePackagesKnown = packages.Length > 0 && packages.All(p => !IsExpression(p) && (arePatterns || p.AsSpan().IndexOfAny("*?[!") < 0) && ImportPatterns.IsGlob(p, isPath: true));
        string[] repositories = arePackagesKnown ? [.. packages.Select(p => $"{(isOwnerKnown ? owner!.ToLowerInvariant() : "*")}/{p.ToLowerInvariant()}")] : [];
        foreach (var repository in isOwnerKnown ? repositories : [])
        {
            draft.Target($"ghcr.io/{repository}");
        }

        foreach (var rule in rules)
        {
            // Although the targets name them: targets may be replaced, and the rules are of these packages only.
            rule.Repositories.AddRange(repositories);
            if (!isAlone && !arePackagesKnown)
            {
                rule.Doubt("A step does not say which packages it cleans, and is not the only one.");
            }
        }

        if (!isOwnerKnown || !arePackagesKnown)
        {
            draft.Differ("Whose packages are cleaned is only known when the workflow runs: name them as 'targets', or by --target.");
        }
    }

    /// <summary>Tells that the original only rehearses.</summary>
    public static void DryRun(ImportObject inputs, PolicyDraft draft)
    {
        if (inputs.Text("dry-run") is { Length: > 0 } dry and not "false")
        {
            draft.Differ($"'dry-run: {dry}' only rehearses: 'policyengine plan' does that; 'run' and 'apply' delete.");
        }
    }
}
