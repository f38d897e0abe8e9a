using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PolicyEngine.Conditions;
using PolicyEngine.Diagnostics;
using PolicyEngine.Policies;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Values;

namespace PolicyEngine.Lints;

/// <summary>What a lint may look at: one policy, those that are united with
/// it, and how much of them could be bound. Not thread-safe.</summary>
internal sealed class LintContext
{
    private readonly ImmutableArray<Policy> _all;
    private long _budget = 1_000_000_000;

    /// <summary>Creates a context.</summary>
    /// <param name="policy">The policy to check.</param>
    /// <param name="all">All policies of the compilation.</param>
    /// <param name="found">What was found in the policy's file.</param>
    /// <param name="isWhole">Whether no file of the compilation has an error.</param>
    public LintContext(Policy policy, ImmutableArray<Policy> all, ImmutableArray<Diagnostic> found, bool isWhole)
    {
        _all = all;
        Policy = policy;
        IsWhole = isWhole;
        KnowsTargets = isWhole || found.Where(d => d.Severity == DiagnosticSeverity.Error).All(IsApartFromTargets);
        KnowsWhatStays = isWhole || (all.Length == 1 && found.Where(d => d.Severity == DiagnosticSeverity.Error).All(IsAboutDeletionOnly));
    }

    /// <summary>The policy to check. Holds only the rules, protections and targets that could be bound.</summary>
    public Policy Policy { get; }

    /// <summary>Whether no file of the compilation has an error.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether all targets of the policy could be bound: its errors are elsewhere.</summary>
    public bool KnowsTargets { get; }

    /// <summary>Whether all protections, keep rules and settings could be
    /// bound: errors are inside of delete rules and targets only.</summary>
    public bool KnowsWhatStays { get; }

    /// <summary>The rules of the policy that are in force.</summary>
    public IEnumerable<Rule> Rules => Policy.Rules.Where(r => r.IsEnabled);

    /// <summary>The policies that apply wherever this one does, itself included: what they protect is protected.</summary>
    public IEnumerable<Policy> Companions =>
        _all.Where(other =>
            other == Policy || other.Targets.IsEmpty || (!Policy.Targets.IsEmpty && Policy.Targets.All(t => Has(other, t)))
        );

    /// <summary>The policies that may apply to a repository of this one, itself included.</summary>
    public IEnumerable<Policy> Neighbours =>
        _all.Where(other =>
            other == Policy
            || other.Targets.IsEmpty
            || Policy.Targets.IsEmpty
            || Policy.Targets.Any(t => other.Targets.Any(o => string.Equals(t.Registry, o.Registry, StringComparison.OrdinalIgnoreCase)))
        );

    /// <summary>Whether a rule, an entry of <c>protect</c> or a setting of a companion
    /// certainly keeps every image that carries a tag from a rule.</summary>
    public bool Stays(string tag, Rule from) =>
        IsProtected(tag)
        || Companions
            .SelectMany(p => p.Rules)
            .TakeWhile(r => Policy.Settings.Precedence == Precedence.KeepWins || r != from)
            .Any(r => KeepsAll(r, tag) && RuleLogic.CoversRepositories(r, from));

    /// <summary>Whether a rule or an entry of <c>protect</c> of a companion certainly
    /// keeps every image that carries a tag from 'unmatched: delete'.</summary>
    public bool StaysUnmatched(string tag) =>
        IsProtected(tag) || Companions.SelectMany(p => p.Rules).Any(r => KeepsAll(r, tag) && r.Repositories is null);

    /// <summary>Whether an entry of <c>protect</c> of a companion certainly protects every image that carries a tag.</summary>
    public bool IsProtected(string tag) => Companions.Any(p => p.Protections.Any(e => TagLogic.Holds(e.Predicate, tag)));

    private static bool KeepsAll(Rule rule, string tag) =>
        rule is { IsEnabled: true, IsDelete: false, Criteria.IsEmpty: true } && TagLogic.Holds(rule.Match, tag);

    /// <summary>The lists of globs for tags in the rules in force and in the protections.</summary>
    public IEnumerable<GlobList> TagPatterns() =>
        Rules
            .Select(r => r.Match)
            .OfType<Predicate>()
            .Concat(Policy.Protections.Select(p => p.Predicate))
            .SelectMany(p => p.SelfAndParts())
            .Select(p => (p as TagsCondition.MatchingTags)?.Globs ?? (p as TagsCondition.AllTags)?.Globs)
            .OfType<GlobList>();

    /// <summary>
    /// The patterns by which more is kept the more they match, and whether they exclude:
    /// those of protections and keep rules, and the exclusions of delete rules.
    /// </summary>
    public IEnumerable<(GlobPattern Pattern, bool Excludes)> KeepingPatterns() =>
        Policy
            .Protections.Select(p => p.Predicate)
            .Concat(Rules.Where(r => !r.IsDelete).Select(r => r.Match))
            .SelectMany(Direct)
            .SelectMany(g => g.Included)
            .Select(p => (p, false))
            .Concat(
                Rules.Where(r => r.IsDelete).Select(r => r.Match).SelectMany(Direct).SelectMany(g => g.Excluded).Select(p => (p, true))
            );

    /// <summary>The lists of globs that select tags, outside of <c>not</c> and <c>none</c>.</summary>
    private static IEnumerable<GlobList> Direct(Predicate? predicate) =>
        predicate switch
        {
            TagsCondition.MatchingTags { Globs: { } globs } => [globs],
            AllPredicate or AnyCondition.AnyPredicate or TagsCondition.EachOf => predicate.Parts.SelectMany(Direct),
            _ => [],
        };

    /// <summary>Takes the costs of a comparison of two texts from the budget of this
    /// file; false where it is used up, so that no file can stall a lint.</summary>
    public bool CanCompare(int left, int right) => (_budget -= (long)left * right) > 0;

    private static bool Has(Policy policy, PolicyTarget target) =>
        policy.Targets.Any(t => string.Equals(t.ToString(), target.ToString(), StringComparison.Ordinal));

    private bool IsApartFromTargets(Diagnostic error) =>
        IsOfReadText(error, out var place, out var root)
        && root.Properties.Any(p => p.Name != "targets" && (p.Value.Span.Contains(place.Span) || p.Key.Span.Contains(place.Span)));

    /// <summary>Whether an error is about the meaning of this file, whose text could be read whole.</summary>
    private bool IsOfReadText(Diagnostic error, out Text.Location place, [NotNullWhen(true)] out MappingSyntax? root)
    {
        (place, root) = (error.Location.GetValueOrDefault(), Policy.Syntax.Root as MappingSyntax);
        return ReferenceEquals(place.Source, Policy.Source) && !error.Id.StartsWith("PE1", StringComparison.Ordinal) && root is not null;
    }

    private bool IsAboutDeletionOnly(Diagnostic error)
    {
        if (!IsOfReadText(error, out var place, out var root))
        {
            return false;
        }

        return root.Find("targets")?.Value.Span.Contains(place.Span) == true
            || (root.Find("rules")?.Value as SequenceSyntax)
                ?.Items.OfType<MappingSyntax>()
                .Any(r => r.Span.Contains(place.Span) && r.Find("delete") is not null && r.Find("keep") is null) == true;
    }
}
