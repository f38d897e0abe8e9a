using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Diagnostics;
using PolicyEngine.Facts;
using PolicyEngine.Inputs;
using PolicyEngine.Selecting;
using PolicyEngine.Syntax;
using PolicyEngine.Text;

namespace PolicyEngine.Policies;

/// <summary>A compiled policy: the semantic model of one file. Immutable and thread-safe.</summary>
public sealed class Policy
{
    private readonly Lazy<SuppressionTable> _suppressions;
    private ImmutableArray<PolicyTarget>? _ownTargets;

    internal Policy(SyntaxTree syntax)
    {
        Syntax = syntax;
        _suppressions = new Lazy<SuppressionTable>(() => SuppressionTable.Of(syntax));
    }

    /// <summary>The text it was compiled from.</summary>
    public SourceText Source => Syntax.Source;

    /// <summary>The inputs with the values of this run.</summary>
    public ResolvedInputs Inputs { get; internal init; } = ResolvedInputs.None;

    /// <summary>The <c>name</c>.</summary>
    public string? Name { get; internal init; }

    /// <summary>The <c>description</c>.</summary>
    public string? Description { get; internal init; }

    /// <summary>What it applies to; empty where the command line has to say.</summary>
    public ImmutableArray<PolicyTarget> Targets { get; internal init; } = [];

    /// <summary>What the file itself names, where the command line names the targets and
    /// the policy only applies to what both mean; null where it does not matter.</summary>
    public ImmutableArray<PolicyTarget>? WrittenFor { get; private init; }

    /// <summary>The targets that the file itself names.</summary>
    public ImmutableArray<PolicyTarget> OwnTargets => _ownTargets ?? Targets;

    /// <summary>The settings.</summary>
    public PolicySettings Settings { get; internal init; } = new();

    /// <summary>Where the settings stand: the key, or the start of the file.</summary>
    public required Location SettingsLocation { get; init; }

    /// <summary>The limits.</summary>
    public PolicyLimits Limits { get; internal init; } = new();

    /// <summary>The protections.</summary>
    public ImmutableArray<Protection> Protections { get; internal init; } = [];

    /// <summary>The rules in file order, disabled ones included.</summary>
    public ImmutableArray<Rule> Rules { get; internal init; } = [];

    /// <summary>The sources of facts as the file states them.</summary>
    internal ImmutableArray<FactSource> StatedFacts { get; init; } = [];

    /// <summary>The sources of facts that rules and protections ask, disabled ones too,
    /// whose images are left alone: as the file states them, or the usual ones.</summary>
    public IEnumerable<FactSource> AskedFacts
    {
        get
        {
            var asking = Rules
                .Select(r => r.Match)
                .OfType<Predicate>()
                .Concat(Protections.Select(p => p.Predicate))
                .SelectMany(p => p.SelfAndParts())
                .OfType<FactPredicate>()
                .ToArray();
            foreach (var predicate in asking.DistinctBy(p => p.Kind))
            {
                var source = StatedFacts.FirstOrDefault(s => s.Kind == predicate.Kind)
                    ?? FactSource.Usual(predicate.Kind, Source.Path, predicate.Place);
                yield return source is GitSource git
                    ? git with
                    {
                        Questions = [.. asking.OfType<ICommitQuestion>().Select(q => q.Question).DistinctBy(GitFacts.KeyOf)],
                    }
                    : source;
            }

            foreach (var source in Protections.SelectMany(p => p.InUse?.Asked ?? []))
            {
                yield return source;
            }
        }
    }

    /// <summary>The sources of facts that are asked, and those that the file states though nobody asks them.</summary>
    public IEnumerable<FactSource> KnownFacts => AskedFacts.Concat(StatedFacts).DistinctBy(source => source.Key);

    /// <summary>The text as a tree, with the values of inputs in their places.</summary>
    public SyntaxTree Syntax { get; }

    /// <summary>The SHA-256 of the text in UTF-8, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Source.Text)));

    /// <summary>Whether deciding needs what only the configs of images say: labels,
    /// platforms of single images, or build times before push times.</summary>
    public bool NeedsConfigs =>
        Settings.AgeFrom.FirstOrDefault() == AgeSource.Created
        || Rules.Any(r => r.Per.Any(k => k.NeedsConfigs) || (r.Match?.SelfAndParts().Any(p => p.NeedsConfigs) ?? false))
        || Protections.Any(p => p.Predicate.SelfAndParts().Any(part => part.NeedsConfigs));

    /// <summary>Whether deciding needs all that images hold: their sizes for <c>larger-than</c>
    /// and quotas, their parts for <c>labels</c> and groups of labels.</summary>
    public bool NeedsParts =>
        Rules.Any(r =>
            r.IsEnabled
            && (
                r.Criteria.Any(c => c is BoundQuota)
                || r.Per.Any(k => k.NeedsConfigs)
                || (r.Match?.SelfAndParts().Any(p => p.NeedsParts) ?? false)
            )
        ) || Protections.Any(p => p.Predicate.SelfAndParts().Any(part => part.NeedsParts));

    /// <summary>Whether it protects the bases of kept images, so that what it deletes depends on all repositories of a run.</summary>
    public bool KeepsBases => Protections.Any(p => p.KeepsBases);

    /// <summary>The same policy for other targets: what <c>--target</c> asks for. Its hash stays that of the file.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="writtenFor">What a repository must also be meant by; null where the targets decide alone.</param>
    public Policy WithTargets(ImmutableArray<PolicyTarget> targets, ImmutableArray<PolicyTarget>? writtenFor = null) =>
        new(Syntax)
        {
            Inputs = Inputs,
            Name = Name,
            Description = Description,
            Targets = targets,
            WrittenFor = writtenFor,
            _ownTargets = OwnTargets,
            Settings = Settings,
            SettingsLocation = SettingsLocation,
            Limits = Limits,
            Protections = Protections,
            Rules = Rules,
            StatedFacts = StatedFacts,
        };

    /// <summary>Whether a comment of the file suppresses a diagnostic: a warning or an
    /// info that starts on the comment's line (semantics.md#diagnostics).</summary>
    public bool Suppresses(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        return _suppressions.Value.Suppresses(diagnostic);
    }

    /// <summary>Whether it applies to a repository. A policy without targets applies to every repository it is given.</summary>
    public bool Covers(string registry, string repository) => IsAskedFor(registry, repository) && IsWrittenFor(registry, repository);

    /// <summary>Whether it does not apply to a repository that the command line names,
    /// only because it is written for others (semantics.md#applying).</summary>
    public bool IsSetAside(string registry, string repository) => IsAskedFor(registry, repository) && !IsWrittenFor(registry, repository);

    private bool IsAskedFor(string registry, string repository) => Targets.IsEmpty || Targets.Any(t => t.Covers(registry, repository));

    private bool IsWrittenFor(string registry, string repository) => WrittenFor?.Any(t => t.Covers(registry, repository)) ?? true;
}
