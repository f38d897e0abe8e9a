using System.Text.Json.Nodes;
using PolicyEngine.Importing.Drafting;

namespace PolicyEngine.Importing.Formats;

/// <summary>Google Artifact Registry: keep policies beat delete policies, in any order. That is <c>keep-wins</c>.</summary>
internal sealed class ArtifactRegistryImporter : PolicyImporter
{
    /// <inheritdoc/>
    public override string Name => "google";

    /// <inheritdoc/>
    public override string Title => "Google Artifact Registry cleanup policies";

    private protected override void Read(string text, PolicyDraft draft)
    {
        foreach (var (key, source) in Policies(ImportObject.Parse(text), draft))
        {
            ReadPolicy(key, source, draft);
        }

        draft.Differ("A version with several tags is deleted there as one; here an image is kept while it has a tag that no rule selects.");
    }

    /// <summary>A list, as it is set; a map by id, as the API and 'gcloud
    /// artifacts repositories describe --format json' answer it.</summary>
    private static IEnumerable<(string? Key, ImportObject Policy)> Policies(JsonNode? node, PolicyDraft draft)
    {
        if (node is not JsonObject)
        {
            return ImportObject.Objects(node, "").Select(p => ((string?)null, p));
        }

        var root = ImportObject.Of(node, "");
        if (root.Node("cleanupPolicies") is not JsonObject map)
        {
            return root.Has("cleanupPolicies")
                ? root.Objects("cleanupPolicies").Select(p => ((string?)null, p))
                : throw new ImportException("It is neither a list of cleanup policies nor a repository with 'cleanupPolicies'.");
        }

        if (root.Text("registryUri") is { Length: > 0 } registry)
        {
            draft.Target($"{registry}/**");
        }

        if (root.Flag("cleanupPolicyDryRun"))
        {
            draft.Differ("'cleanupPolicyDryRun' only simulates; use 'policyengine plan' for that, since 'run' and 'apply' delete.");
        }

        return map.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => ((string?)p.Key, ImportObject.Of(p.Value, $"cleanupPolicies.{p.Key}")));
    }

    private static void ReadPolicy(string? key, ImportObject source, PolicyDraft draft)
    {
        var name = source.Text("name") ?? source.Text("id") ?? key ?? "policy";
        var type = source.Node("action") is JsonObject action
            ? ImportObject.Of(action, source.At("action")).Text("type")
            : source.Text("action");
        var rule = type?.ToUpperInvariant() switch
        {
            "DELETE" => draft.Delete(name),
            "KEEP" => draft.Keep(name),
            _ => throw new ImportException($"'{source.At("action")}' is neither Delete nor Keep: '{type}'."),
        };
        rule.Original = source.Written;
        if (source.Object("mostRecentVersions") is { } recent)
        {
            ReadRecent(recent, rule);
        }
        else if (source.Object("condition") is { } condition)
        {
            ReadCondition(condition, rule);
        }
        else if (!rule.Keeps)
        {
            rule.Doubt($"The policy '{name}' has no condition.");
        }

        source.Ignore("id");
        rule.DoubtUnread(source);
    }

    private static void ReadRecent(ImportObject recent, DraftRule rule)
    {
        ReadPackages(recent, rule);
        if (!rule.Keeps)
        {
            rule.Doubt("'mostRecentVersions' is in a policy that deletes.");
        }
        else if (recent.Count("keepCount") is { } count)
        {
            rule.Criteria.Add(FormattableString.Invariant($"newest: {count}"));
        }

        rule.DoubtUnread(recent);
    }

    private static void ReadCondition(ImportObject condition, DraftRule rule)
    {
        ReadPackages(condition, rule);
        var prefixes = condition.Texts("tagPrefixes");
        switch (condition.Text("tagState")?.ToUpperInvariant())
        {
            case "TAGGED" when prefixes.Count == 0:
                rule.Match.Add("tagged: true");
                break;
            case "UNTAGGED" when prefixes.Count == 0:
                rule.Match.Add("tagged: false");
                break;
            case null or "ANY" or "TAGGED" or "TAG_STATE_UNSPECIFIED":
                break;
            case var state:
                rule.Doubt($"'{condition.At("tagState")}' is not understood: '{state}'.");
                break;
        }

        if (prefixes.Count > 0)
        {
            if (prefixes.All(p => ImportPatterns.Stars(p + "*") is not null))
            {
                rule.Match.Add(YamlText.Tags(prefixes.Select(p => p + "*")));
            }
            else
            {
                rule.Doubt($"'{condition.At("tagPrefixes")}' has a prefix that cannot be written as a pattern.");
            }
        }

        foreach (var (key, keyword) in new[] { ("olderThan", "older-than"), ("newerThan", "younger-than") })
        {
            if (condition.Text(key) is { } text)
            {
                if (ImportDuration.Read(text) is { } duration)
                {
                    (key == "olderThan" && !rule.Keeps ? rule.Criteria : rule.Match).Add($"{keyword}: {duration}");
                }
                else
                {
                    rule.Doubt($"'{condition.At(key)}' is not a duration: '{text}'.");
                }
            }
        }

        if (condition.Texts("versionNamePrefixes").Count > 0)
        {
            rule.Doubt($"'{condition.At("versionNamePrefixes")}' matches prefixes of digests.");
        }

        rule.DoubtUnread(condition);
    }

    /// <summary>A repository of the policy language is PROJECT/REPOSITORY/PACKAGE there.</summary>
    private static void ReadPackages(ImportObject source, DraftRule rule)
    {
        foreach (var prefix in source.Texts("packageNamePrefixes"))
        {
            if (!ImportPatterns.IsGlob($"*/*/{prefix}*", isPath: true) || ImportPatterns.Stars(prefix + "*") is null)
            {
                throw new ImportException(
                    $"'{source.At("packageNamePrefixes")}' has a prefix that cannot be written as a pattern: '{prefix}'."
                );
            }

            rule.Repositories.AddRange([$"*/*/{prefix}*", $"*/*/{prefix}*/**"]);
        }
    }
}
