using System.Collections.Immutable;
using PolicyEngine.Facts;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Text;
using PolicyEngine.Values;

namespace PolicyEngine.Registry.Facts.Git;

/// <summary>Reads branches and tags of a remote by <c>git ls-remote</c>, and commits from the clone. Thread-safe.</summary>
internal sealed class GitReader : IFactSource
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";
    private const string Peeled = "^{}";

    /// <inheritdoc/>
    public string Kind => GitSource.Keyword;

    /// <inheritdoc/>
    public async Task<FactAnswer> ReadAsync(FactSource source, FactOptions options, CancellationToken cancellationToken)
    {
        var git = (GitSource)source;
        var facts = new GitFacts
        {
            Source = $"the remote '{TerminalText.Escape(git.Remote, 100)}' of the clone '{TerminalText.Escape(git.Path, 200)}'",
            TakenAt = options.Registry.Clock.GetUtcNow(),
        };
        try
        {
            var folder = Path.GetFullPath(git.Path, options.Folder);
            if (!Directory.Exists(folder))
            {
                return facts with { Problem = $"The folder '{TerminalText.Escape(git.Path, 200)}' of 'git' under 'facts' does not exist." };
            }

            var program = new GitProgram(folder, options.Registry);
            var (branches, tags) = await ListAsync(program, git.Remote, cancellationToken).ConfigureAwait(false);
            facts = facts with
            {
                Branches = branches.Keys.ToImmutableSortedSet(StringComparer.Ordinal),
                Tags = tags.Keys.ToImmutableSortedSet(StringComparer.Ordinal),
            };
            return git.Questions.IsEmpty
                ? facts
                : await WithCommitsAsync(facts, program, git, branches, tags, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RegistryException or ArgumentException)
        {
            return facts with { Problem = $"The facts of git are unknown: {e.Message.TrimEnd('.')}." };
        }
    }

    /// <summary>The branches and tags of the remote, each with its commit.</summary>
    private static async Task<(Dictionary<string, string> Branches, Dictionary<string, string> Tags)> ListAsync(
        GitProgram program,
        string remote,
        CancellationToken cancellationToken
    )
    {
        var branches = new Dictionary<string, string>(StringComparer.Ordinal);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        string? wrong = null;
        await program
            .RunAsync(["ls-remote", "--quiet", "--heads", "--tags", "--", remote], null, Take, cancellationToken)
            .ConfigureAwait(false);
        return wrong is null
            ? (branches, tags)
            : throw new RegistryException($"'git ls-remote' says '{Redaction.Show(wrong)}', which is not a reference");

        void Take(string line)
        {
            switch (line.Split('\t'))
            {
                case [var hash, var name] when name.StartsWith(Heads, StringComparison.Ordinal):
                    branches[name[Heads.Length..]] = hash;
                    break;
                case [var hash, var name] when name.StartsWith(Tags, StringComparison.Ordinal):
                    // The commit behind an annotated tag comes after the tag.
                    tags[name[Tags.Length..].Replace(Peeled, "", StringComparison.Ordinal)] = hash;
                    break;
                default:
                    wrong ??= line;
                    break;
            }
        }
    }

    private static async Task<GitFacts> WithCommitsAsync(
        GitFacts facts,
        GitProgram program,
        GitSource git,
        Dictionary<string, string> branches,
        Dictionary<string, string> tags,
        CancellationToken cancellationToken
    )
    {
        var clone = $"the clone '{TerminalText.Escape(git.Path, 200)}'";
        var isShallow = false;
        await program
            .RunAsync(["rev-parse", "--is-shallow-repository"], null, line => isShallow |= line.Trim() != "false", cancellationToken)
            .ConfigureAwait(false);
        if (isShallow)
        {
            return facts with
            {
                CommitProblem =
                    $"Which commits are reachable is unknown: {clone} is shallow. Fetch all of it "
                    + "('git fetch --unshallow'; in a workflow 'fetch-depth: 0').",
            };
        }

        var tagged = tags.Values.ToHashSet(StringComparer.Ordinal);
        var others = new HashSet<string>(StringComparer.Ordinal);
        var commits = new List<string>();
        await program
            .RunAsync(
                ["cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectname)"],
                null,
                Take,
                cancellationToken
            )
            .ConfigureAwait(false);
        commits.Sort(StringComparer.Ordinal);
        var known = commits.ToHashSet(StringComparer.Ordinal);
        facts = facts with { Commits = [.. commits] };
        foreach (var question in git.Questions)
        {
            var (starts, problem) = StartsOf(question);
            if (problem is not null)
            {
                return facts with { CommitProblem = $"Which commits are reachable is unknown: {problem}" };
            }

            if (starts.Count == 0 && !facts.IsEmpty)
            {
                facts = facts with
                {
                    EmptyPart = facts.EmptyPart
                        ?? $"Which commits are reachable is unknown: {facts.Source} has none of "
                            + $"{ShortList.Of(question.Select(q => $"'{TerminalText.Escape(q, 100)}'"), 5)}.",
                };
            }

            var reachable = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            await program.RunAsync(["rev-list", "--stdin"], starts, line => reachable.Add(line), cancellationToken).ConfigureAwait(false);
            facts = facts with { Reachable = facts.Reachable.SetItem(GitFacts.KeyOf(question), reachable.ToImmutable()) };
        }

        return facts;

        void Take(string line)
        {
            if (line.StartsWith("commit ", StringComparison.Ordinal))
            {
                commits.Add(line[7..]);
            }
            else if (line.Split(' ') is [_, var hash] && tagged.Contains(hash))
            {
                others.Add(hash);
            }
        }

        (IReadOnlyList<string> Starts, string? Problem) StartsOf(ImmutableArray<string> question)
        {
            var starts = new HashSet<string>(StringComparer.Ordinal);
            var excluded = question.Where(q => q.StartsWith('!')).Select(q => Parse(q[1..])).ToArray();
            foreach (var written in question.Where(q => !q.StartsWith('!')).DefaultIfEmpty("**"))
            {
                if (written == GitFacts.AllTags)
                {
                    // A tag may name a file or a folder: nothing is reachable from those.
                    starts.UnionWith(tags.Values.Where(hash => !others.Contains(hash)));
                    continue;
                }

                var pattern = Parse(written);
                var found = branches
                    .Where(b => pattern.IsMatch(b.Key) && !excluded.Any(e => e.IsMatch(b.Key)))
                    .Select(b => b.Value)
                    .ToArray();
                if (found.Length == 0 && pattern.IsLiteral)
                {
                    return ([], $"{facts.Source} has no branch '{TerminalText.Escape(written, 100)}'.");
                }

                starts.UnionWith(found);
            }

            return starts.FirstOrDefault(hash => !known.Contains(hash)) is { } missing
                ? (
                    [],
                    $"{clone} does not have the commit {Redaction.Show(missing, 12)} of {facts.Source}. "
                        + $"Fetch first ('git fetch --tags {TerminalText.Escape(git.Remote, 100)}')."
                )
                : ([.. starts.Order(StringComparer.Ordinal)], null);
        }
    }

    private static GlobPattern Parse(string glob) =>
        GlobPattern.Parse(glob, isPath: true, out var problem)
        ?? throw new RegistryException($"the pattern '{TerminalText.Escape(glob, 100)}' cannot be used: {problem}");
}
