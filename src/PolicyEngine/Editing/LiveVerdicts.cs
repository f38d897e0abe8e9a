using System.Collections.Immutable;
using PolicyEngine.Diagnostics;
using PolicyEngine.Graph;
using PolicyEngine.Oci;
using PolicyEngine.Planning;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Editing;

/// <summary>What the rules of a policy do to a snapshot, written beside them. Pure.</summary>
internal static class LiveVerdicts
{
    private static readonly string[] s_lists = ["tags", "any", "all", "none", "every-pattern"];

    /// <summary>A line for each rule: what it deletes or keeps. Where the policy has errors the lines
    /// say so and stay, or the text would jump with every key that is typed.</summary>
    /// <param name="file">The policy.</param>
    /// <param name="graphs">The repositories of the snapshot.</param>
    /// <param name="now">The time that ages count to.</param>
    public static ImmutableArray<(TextSpan Span, string Text)> Lenses(
        EditedFile file,
        IReadOnlyList<DigestGraph> graphs,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(graphs);
        if (file.Compilation is not { HasErrors: false, Policies: [var policy] } compilation)
        {
            return Unknown(file);
        }

        var inUse = policy
            .Protections.Where(p => p.InUse is not null)
            .Aggregate(InUseReferences.Empty, (all, p) => all.With(p.Location.ToString(), []));
        var plan = Planner.Create(compilation, graphs, now, new PlanOptions { InUse = inUse, IsPartial = true }.For(graphs));
        if (plan.Repositories.IsEmpty)
        {
            return [.. policy.Rules.Select(r => (Place(r), "the snapshot has no repository that this policy is for"))];
        }

        var sums = new Dictionary<(string Rule, bool Deletes), Sum>();
        var misses = new Dictionary<string, (DateTimeOffset Due, string Name)>(StringComparer.Ordinal);
        var limits = policy
            .Rules.Where(r => r.IsDelete)
            .Select(r => (r.Id, Limit: r.Criteria.OfType<BoundLimit>().Where(c => !c.NeedsPullTimes).Max(c => c.AgeLimit)))
            .Where(r => r.Limit is not null)
            .ToDictionary(r => r.Id, r => r.Limit!.Value, StringComparer.Ordinal);
        foreach (var repository in plan.Repositories)
        {
            var (deleted, kept) = repository.Proposed is { } proposed
                ? (proposed.Delete, proposed.Keep)
                : (repository.Delete, repository.Keep);
            Count(deleted, deletes: true, sums);
            Count(kept, deletes: false, sums);
            FindMisses(limits, kept, misses);
        }

        var refused = plan.Repositories.FirstOrDefault(r => r.Status != PlanStatus.Planned);
        var suffix = refused is null ? string.Empty : $"; {refused.Info.Name} is not planned: {refused.Reason}";
        return [.. policy.Rules.Select(r => (Place(r), r.IsEnabled ? Describe(r, sums) + Miss(r, misses, now) + suffix : "disabled"))];
    }

    /// <summary>Behind each glob of tags, how many tags of the snapshot it matches.</summary>
    public static ImmutableArray<(int Offset, string Text)> Hints(EditedFile file, IReadOnlyList<DigestGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(graphs);
        var result = ImmutableArray.CreateBuilder<(int, string)>();
        if (file.IsTest || file.Tree.Root is not MappingSyntax root)
        {
            return [];
        }

        var seen = new HashSet<int>();
        foreach (var scalar in Globs(root, string.Empty))
        {
            var text = scalar.Value.StartsWith('!') ? scalar.Value[1..] : scalar.Value;
            if (seen.Add(scalar.Span.End) && GlobParser.Parse(text, isPath: false, out _) is { } glob)
            {
                var count = graphs.Sum(g => g.Tags.Count(tag => glob.IsMatch(g.TagText(tag))));
                result.Add((scalar.Span.End, count == 1 ? "1 tag" : $"{count} tags"));
            }
        }

        return result.ToImmutable();
    }

    /// <summary>The names that a snapshot has.</summary>
    public static KnownNames Names(IReadOnlyList<DigestGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        return new(
            [],
            graphs.Select(g => g.Info.Registry).FirstOrDefault() ?? string.Empty,
            [.. graphs.Select(g => g.Info.Name)],
            [.. graphs.SelectMany(g => g.Tags.Select(g.TagText)).Take(1000)]
        );
    }

    private static ImmutableArray<(TextSpan Span, string Text)> Unknown(EditedFile file)
    {
        if (file.IsTest || file.Tree.Root is not MappingSyntax root || root.Find("rules")?.Value is not SequenceSyntax rules)
        {
            return [];
        }

        var reason = file.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error)
            ? "no verdict while the policy has errors"
            : "no verdict: the inputs have no values here";
        return [.. rules.Items.OfType<MappingSyntax>().Select(rule => (rule.Find("id")?.Key.Span ?? rule.Span, reason))];
    }

    private static IEnumerable<ScalarSyntax> Globs(SyntaxNode node, string key) =>
        node switch
        {
            MappingSyntax mapping => mapping.Properties.SelectMany(p => Globs(p.Value, p.Name)),
            SequenceSyntax list => list.Items.SelectMany(i => Globs(i, key)),
            ScalarSyntax { Span.Length: > 0, Value.Length: > 0 } scalar when s_lists.Contains(key) => [scalar],
            _ => [],
        };

    private static void Count(IReadOnlyList<PlannedManifest> rows, bool deletes, Dictionary<(string Rule, bool Deletes), Sum> sums)
    {
        foreach (var row in rows)
        {
            if (row.Verdict.Rule is { } rule && (deletes || row.Verdict.Kind is VerdictKind.Kept))
            {
                var sum = sums.GetValueOrDefault((rule, deletes)) ?? new Sum();
                sums[(rule, deletes)] = sum;
                sum.Add(row);
            }
        }
    }

    /// <summary>Of what rules leave out for its age alone: what is old enough first.</summary>
    private static void FindMisses(
        Dictionary<string, TimeSpan> limits,
        IReadOnlyList<PlannedManifest> kept,
        Dictionary<string, (DateTimeOffset, string)> misses
    )
    {
        foreach (var row in limits.Count == 0 ? [] : kept.Where(r => r.Role == ManifestRole.Root && r.AgeFrom is not null))
        {
            if (
                row.Verdict is { Kind: VerdictKind.LeftOut, Rule: { } rule }
                && limits.TryGetValue(rule, out var limit)
                && DateTimeOffset.MaxValue - row.AgeFrom!.Value > limit
            )
            {
                var miss = (row.AgeFrom.Value + limit, NameOf(row));
                misses[rule] = misses.TryGetValue(rule, out var other) && other.CompareTo(miss) < 0 ? other : miss;
            }
        }
    }

    private static string Miss(Rule rule, Dictionary<string, (DateTimeOffset Due, string Name)> misses, DateTimeOffset now) =>
        misses.TryGetValue(rule.Id, out var miss) && miss.Due >= now
            ? $"; nearest miss {miss.Name} in {Duration.Describe(miss.Due - now)}"
            : string.Empty;

    private static string NameOf(PlannedManifest row) => row.Tags.IsEmpty ? row.Digest[..Math.Min(19, row.Digest.Length)] : row.Tags[0];

    private static string Describe(Rule rule, Dictionary<(string Rule, bool Deletes), Sum> sums)
    {
        var verb = rule.IsDelete ? "deletes" : "keeps";
        if (sums.GetValueOrDefault((rule.Id, rule.IsDelete)) is not { Images: > 0 } sum)
        {
            return $"{verb} nothing";
        }

        var size = sum.Bytes > 0 ? $", {ByteSize.Describe(sum.Bytes)}" : string.Empty;
        var newest = sum.Newest is { } name ? $"; newest {name}" : string.Empty;
        return $"{verb} {sum.Images} {(sum.Images == 1 ? "image" : "images")}{size}{newest}";
    }

    private static TextSpan Place(Rule rule) => rule.Syntax.Find("id")?.Key.Span ?? rule.Location.Span;

    private sealed class Sum
    {
        private DateTimeOffset _newest = DateTimeOffset.MinValue;

        public int Images { get; private set; }

        public long Bytes { get; private set; }

        public string? Newest { get; private set; }

        public void Add(PlannedManifest row)
        {
            Bytes += row.TotalSize ?? 0;
            if (row.Role != ManifestRole.Root)
            {
                return;
            }

            Images++;
            if (row.AgeFrom is { } time && time > _newest)
            {
                (_newest, Newest) = (time, NameOf(row));
            }
        }
    }
}
