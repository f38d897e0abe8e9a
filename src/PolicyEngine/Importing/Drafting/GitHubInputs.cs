namespace PolicyEngine.Importing.Drafting;

/// <summary>What the inputs of clean-up actions for GitHub Container Registry have in common.</summary>
internal static class GitHubInputs
{
    /// <summary>Whether a value is only known when the workflow runs.</summary>
    public static bool IsExpression(string text) => text.Contains("${{", StringComparison.Ordinal);

    /// <summary>A duration, or null; null is null.</summary>
    public static string? Age(string? text) => text is null ? null : ImportDuration.Read(text);

    /// <summary>Narrows the rules of a step to the packages that it names,
    /// and makes these the targets where their owner is known too.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="draft">The policy.</param>
    /// <param name="rules">The rules of the step.</param>
    /// <param name="isAlone">Whether there is no other step, so that the rules may speak of every repository.</param>
    /// <param name="names">The inputs that name packages, separated by commas.</param>
    /// <param name="kind">What the names are.</param>
    public static void Targets(
        ImportObject inputs,
        PolicyDraft draft,
        IReadOnlyList<DraftRule> rules,
        bool isAlone,
        IReadOnlyList<string> names,
        PackageNames kind
    )
    {
        var owner = inputs.Text("owner") ?? inputs.Text("account");
        inputs.Ignore("owner", "account", "repository", "repo", "expand-packages");
        var written = string.Join(',', names.Select(n => inputs.Text(n) ?? "").Where(n => n.Length > 0));
        var isOwnerKnown = owner is { Length: > 0 } and not "user" && !IsExpression(owner) && ImportPatterns.IsGlob(owner, isPath: true);
        var packages = IsExpression(written) ? [] : Globs(written, kind);
        string[] repositories =
        [
            .. (packages ?? []).Select(p =>
                (p.StartsWith('!') ? "!" : "") + $"{(isOwnerKnown ? owner!.ToLowerInvariant() : "*")}/{p.TrimStart('!').ToLowerInvariant()}"
            ),
        ];
        foreach (var repository in isOwnerKnown ? repositories.Where(r => !r.StartsWith('!')) : [])
        {
            draft.Target($"ghcr.io/{repository}");
        }

        foreach (var rule in rules)
        {
            if (inputs.Doubt is { } doubt)
            {
                rule.Doubt(doubt);
                rule.IsIdle = inputs.IsIdle;
            }

            // Although the targets name them: targets may be replaced, and the rules are of these packages only.
            rule.Repositories.AddRange(repositories);
            if (packages is null)
            {
                rule.Doubt($"The package pattern '{written}' cannot be translated.");
            }
            else if (!isAlone && repositories.Length == 0)
            {
                rule.Doubt("One of several steps does not say which packages it cleans.");
            }
        }

        if (!isOwnerKnown || repositories.Length == 0)
        {
            draft.Differ("Which packages are cleaned is only known when the workflow runs: name them in 'targets' or with --target.");
        }
    }

    /// <summary>Images for which a condition holds stay, whatever the rules of a step say.</summary>
    public static void Exclude(PolicyDraft draft, IReadOnlyList<DraftRule> rules, bool isAlone, string id, string condition)
    {
        if (isAlone)
        {
            draft.Protect(id).Match.Add(condition);
            return;
        }

        foreach (var rule in rules)
        {
            rule.Except(condition);
        }
    }

    /// <summary>The packages as globs; null where they cannot be written so.</summary>
    private static string[]? Globs(string written, PackageNames kind)
    {
        if (kind == PackageNames.Regex)
        {
            return RegexPaths.Read(written.Trim()) is { } paths ? [.. paths] : null;
        }

        var parts = written.Split([',', ' ', '\n', '\r', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] wanted = [.. parts.Where(p => !p.StartsWith('!'))];
        string[] unwanted = [.. parts.Where(p => p.StartsWith('!')).Select(p => p[1..])];
        if (
            !parts.All(p => ImportPatterns.IsWildcard(p.StartsWith('!') ? p[1..] : p, isPath: true))
            || (kind == PackageNames.Exact && (unwanted.Length > 0 || wanted.Any(p => p.AsSpan().IndexOfAny("*?") >= 0)))
        )
        {
            return null;
        }

        // A star of the original crosses segments: what is excluded is so with all below it.
        return
        [
            .. wanted.Length == 0 && unwanted.Length > 0 ? ["**"] : wanted,
            .. unwanted.SelectMany(p => p.Contains('*', StringComparison.Ordinal) ? new[] { $"!{p}", $"!{p}/**" } : [$"!{p}"]),
        ];
    }

    /// <summary>Tells that the original only rehearses.</summary>
    public static void DryRun(ImportObject inputs, PolicyDraft draft)
    {
        if (inputs.Text("dry-run") is { Length: > 0 } dry and not "false")
        {
            draft.Differ($"'dry-run: {dry}' only simulates; use 'policyengine plan' for that, since 'run' and 'apply' delete.");
        }
    }
}
