using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PolicyEngine.Compiling;
using PolicyEngine.Graph;
using PolicyEngine.Importing.Drafting;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Starting;

/// <summary>
/// A first policy that fits some repositories, with its test: what is recognized by its tags gets a rule, all else is protected. Pure.
/// </summary>
internal sealed class StarterDraft
{
    /// <summary>The percentage of the images that a policy may delete at once, where the first night needs no more.</summary>
    private const int UsualLimit = 50;

    /// <summary>The characters of a comment that name tags.</summary>
    private const int CommentWidth = 60;

    private readonly ImmutableArray<StarterRule> _rules;
    private readonly ImmutableArray<StarterProtection> _protections;
    private readonly IReadOnlyCollection<string> _targets;
    private readonly DateTimeOffset _now;

    private readonly FoundPatterns _patterns;

    private StarterDraft(TagSurvey survey, IReadOnlyCollection<string> targets, DateTimeOffset now)
    {
        Found = survey.Found;
        _patterns = new FoundPatterns(survey);
        _rules = [.. StarterRule.For(survey, _patterns)];
        _protections = [.. StarterProtection.For(survey, _patterns)];
        _targets = targets;
        _now = now;
    }

    /// <summary>What was found.</summary>
    public ImmutableArray<FoundTags> Found { get; private init; }

    /// <summary>The number of images.</summary>
    public int Images { get; private init; }

    /// <summary>Their bytes, each manifest and blob once.</summary>
    public long Bytes { get; private init; }

    /// <summary>The images that the policy would delete today.</summary>
    public int Deleted { get; private init; }

    /// <summary>The bytes that this would free.</summary>
    public long Freed { get; private init; }

    /// <summary>The percentage of <c>max-delete</c>.</summary>
    public int Limit { get; private init; } = UsualLimit;

    /// <summary>Drafts the policy.</summary>
    /// <param name="graphs">The repositories.</param>
    /// <param name="targets">The targets, as the policy names them; none where it is to name none.</param>
    /// <param name="now">The time that is planned for.</param>
    public static StarterDraft Create(IReadOnlyCollection<DigestGraph> graphs, IReadOnlyCollection<string> targets, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        var survey = new TagSurvey(graphs, now);

        // Without targets it is for all that it is given, whatever the repositories are called in the end.
        var bare = new StarterDraft(survey, [], now) { Limit = 100 };
        var plan = Planner.Create(PolicyCompiler.Compile([SourceText.From("retention.yaml", bare.Policy(""))]), graphs, now);
        var deleted = plan
            .Repositories.SelectMany(repository =>
                Deletions(survey, graphs.First(graph => graph.Info.FullName == repository.Info.FullName), repository)
            )
            .ToList();
        return new StarterDraft(survey, targets, now)
        {
            Images = graphs.Sum(graph => graph.Roots.Count),
            Bytes = graphs.Sum(graph => new ByteAccounting(graph).Deleted(All(graph))),
            Deleted = deleted.Count,
            Freed = plan.Summary.ReclaimedBytes,
            Limit = plan
                .Repositories.Select(repository =>
                    (
                        Going: repository.Delete.Count(row => row.Role == ManifestRole.Root),
                        Graph: graphs.First(graph => graph.Info.FullName == repository.Info.FullName)
                    )
                )
                .Select(item => item.Graph.Roots.Count == 0 ? 0 : (100 * item.Going + item.Graph.Roots.Count - 1) / item.Graph.Roots.Count)
                .Append(UsualLimit)
                .Max(),
            Found =
            [
                .. survey.Found.Select(found =>
                    found with
                    {
                        Deleted = deleted.Count(image => image.Schemes.Contains(found.Scheme)),
                        Freed = deleted.Where(image => image.Schemes.Contains(found.Scheme)).Sum(image => image.Bytes),
                    }
                ),
            ],
        };
    }

    /// <summary>
    /// The images that a plan deletes: how each is named, and the bytes that it frees with all that is deleted with it.
    /// </summary>
    private static IEnumerable<(TagScheme?[] Schemes, long Bytes)> Deletions(TagSurvey survey, DigestGraph graph, RepositoryPlan plan)
    {
        var bytes = plan
            .Delete.GroupBy(row => row.Owner ?? row.Digest, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Share ?? 0), StringComparer.Ordinal);
        foreach (var row in plan.Delete.Where(row => row.Role == ManifestRole.Root))
        {
            graph.TryFind(row.Digest, out var node);
            yield return ([.. survey.SchemesOf(graph, node)], bytes.GetValueOrDefault(row.Digest));
        }
    }

    /// <summary>The text of the policy.</summary>
    /// <param name="modeline">The comment that tells editors the schema.</param>
    public string Policy(string modeline)
    {
        var text = new StringBuilder();
        text.Append($"{modeline}\n#\n# What to delete, and when. 'policyengine plan' shows what this would do, and changes nothing.\n");
        text.Append("# The language: 'policyengine schema policy', or hover a key in an editor with yaml-language-server.\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"# Written for {Count(Images, "image")} with {ByteSize.Describe(Bytes)}: on {_now.UtcDateTime:yyyy-MM-dd} it would "
                + $"delete {Count(Deleted, "image")} and free {ByteSize.Describe(Freed)}.\n"
        );
        text.Append(
            "version: 1\nname: retention\ndescription: What is replaced or forgotten is deleted; releases, moving names, and what is "
                + "not recognized are kept.\n"
        );
        if (_targets.Count > 0)
        {
            text.Append("\ntargets:\n").AppendJoin("", _targets.Select(target => $"  - {YamlText.Quote(target)}\n"));
        }

        text.Append("\nlimits:\n");
        text.Append(CultureInfo.InvariantCulture, $"  max-delete: {Limit}%")
            .Append(
                Limit == UsualLimit
                    ? "                # a mistake must not be able to empty a repository\n"
                    : "                # the first night needs it; lower it to 50% or less after that\n"
            );
        text.Append("\nprotect:                         # a veto: nothing overrides it");
        foreach (var protection in _protections)
        {
            text.Append('\n').Append(CommentOf(found => found.Scheme is { } scheme && protection.Schemes.Contains(scheme)));
            text.Append($"  - id: {protection.Id}\n    description: {YamlText.Quote(protection.Description)}\n")
                .AppendJoin("", protection.Condition.Select(line => $"    {line}\n"));
        }

        text.Append("\nrules:");
        foreach (var rule in _rules)
        {
            text.Append('\n').Append(CommentOf(found => found.Scheme == rule.Scheme));
            text.Append(
                $"  - id: {rule.Id}\n    description: {YamlText.Quote(rule.Description)}\n    match: {rule.Match}\n    delete: "
                    + $"{rule.Action}\n"
            );
        }

        return text.ToString();
    }

    /// <summary>The text of the policy's test.</summary>
    /// <param name="modeline">The comment that tells editors the schema.</param>
    /// <param name="policy">The name of the policy's file, beside it.</param>
    /// <param name="repository">The repository that the tests are about; null where the policy names one.</param>
    public string Test(string modeline, string policy, string? repository)
    {
        var text = new StringBuilder();
        text.Append(
            $"{modeline}\n#\n# Shows by examples what the policy means. 'policyengine test' runs it, without a registry.\npolicy: "
                + $"{policy}\ntests:\n"
        );
        var about = repository is null ? "" : $"    repository: {YamlText.Quote(repository)}\n";
        foreach (var protection in _protections)
        {
            var type = protection.ArtifactType is { } artifactType
                ? $", artifact-type: {artifactType}"
                : ", platforms: [linux/amd64, linux/arm64]";
            text.Append($"  - name: {protection.Id} are kept for ever\n{about}    images:\n");
            text.Append($"      - {{ id: kept, tags: [{YamlText.Quote(protection.Example)}], pushed: 900d ago{type} }}\n");
            text.Append($"    expect:\n      keep: [kept]\n      because: {{ kept: {protection.Id} }}\n\n");
        }

        foreach (var rule in _rules.Where(rule => rule.Scheme is not null))
        {
            // The oldest is one more than are kept in any case.
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - name: old {rule.Id} are deleted, the newest {rule.Newest} and young ones are kept\n{about}    images:\n"
            );
            var tags = _patterns.Examples(rule.Scheme!.Value, rule.Newest + 1);
            for (var index = 0; index < tags.Length; index++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"      - {{ tags: [{YamlText.Quote(tags[index])}], pushed: {rule.Days + 40 - index}d ago }}\n"
                );
            }

            text.Append(
                $"    expect:\n      delete: [{YamlText.Quote(tags[0])}]\n      keep: {YamlText.List(tags[1..])}\n      because: {{ "
                    + $"{YamlText.Quote(tags[0])}: {rule.Id} }}\n\n"
            );
        }

        text.Append(
            $"  - name: leftovers are deleted after a week\n{about}    images:\n      - {{ id: lost, pushed: 8d ago }}\n      - {{ "
                + $"id: fresh, pushed: 6d ago }}\n"
        );
        return text.Append("    expect:\n      delete: [lost]\n      keep: [fresh]\n      because: { lost: untagged }\n").ToString();
    }

    /// <summary>What an entry is about, and what it would do today.</summary>
    private string CommentOf(Func<FoundTags, bool> isAbout)
    {
        if (Found.FirstOrDefault(isAbout) is not { } found)
        {
            return "";
        }

        var images = Count(found.Images, "image");
        var sample = found.Sample(CommentWidth);
        var isRule = _rules.Any(rule => rule.Scheme == found.Scheme);
        var today =
            !isRule ? "kept"
            : found.Deleted == 0 ? "none of them is deleted today"
            : $"{found.Deleted.ToString("N0", CultureInfo.InvariantCulture)} of {images} would be deleted today, "
                + $"{ByteSize.Describe(found.Freed)}";
        if (found.Scheme is null)
        {
            return $"  # {found.Title}: {(found.Deleted == 0 ? $"{images}; {today}" : today)}.\n";
        }

        var tags = $"{Count(found.Tags.Length, "tag")}{(sample.Length > 0 ? $" ({sample})" : "")}";
        return $"  # {found.Title}: {tags}; {today}.\n";
    }

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static NodeSetBuilder All(DigestGraph graph)
    {
        var all = new NodeSetBuilder(graph.PresentCount);
        foreach (var node in graph.PresentNodes)
        {
            all.Add(node);
        }

        return all;
    }
}
