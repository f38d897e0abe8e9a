using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary><c>facts</c>: where the facts come from that conditions ask for. One key for each kind of source.</summary>
internal sealed class FactsType : ValueType<ImmutableArray<FactSource>>
{
    private static readonly Property<FactSource> PullRequests = new(
        PullRequestSource.Keyword,
        new PullRequestsType(),
        "The repository on GitHub whose pull requests 'pull-request' looks up."
    )
    {
        Examples = [new JsonObject { ["repository"] = "acme/web" }],
    };

    private static readonly Property<FactSource> Git = new(
        GitSource.Keyword,
        new GitType(),
        "The clone whose remote 'branch' asks for branches, and whose commits 'commit' looks up."
    )
    {
        Examples = [new JsonObject { ["path"] = ".." }],
    };

    /// <summary>The kinds of sources.</summary>
    internal static readonly MappingShape Shape = new("'facts'", [PullRequests, Git]) { IsNeverEmpty = true };

    /// <summary>Whether an answer without any fact is accepted.</summary>
    internal static Property<bool> AllowEmpty { get; } =
        new(
            "allow-empty",
            new BooleanType(),
            "Whether an answer without any fact is accepted. Otherwise it counts as failed, "
                + "and nothing is deleted where a rule or protection asks for it."
        )
        {
            Default = false,
        };

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out ImmutableArray<FactSource> value)
    {
        value = [];
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        if (bag.Syntax.Properties.IsEmpty)
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        value = [.. Shape.Properties.Where(bag.Values.ContainsKey).Select(p => (FactSource)bag.Values[p]!)];
        return value.Length == bag.Syntax.Properties.Length;
    }

    private sealed class PullRequestsType : ValueType<FactSource>
    {
        private static readonly MappingShape Own = new(
            $"'{PullRequestSource.Keyword}'",
            [GitHubKeys.Repository, GitHubKeys.ApiUrl, AllowEmpty]
        )
        {
            Shorthand = "repository",
        };

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out FactSource value)
        {
            value = null!;
            if (
                context.BindMapping(node, Own) is not { } bag
                || bag.Values.Count < bag.Syntax.Properties.Length
                || !GitHubKeys.TryRead(bag, context, out var repository, out var url)
            )
            {
                return false;
            }

            value = new PullRequestSource
            {
                Policy = node.Source.Path,
                Location = node.Location,
                Repository = repository,
                ApiUrl = url,
                AllowsEmpty = bag.Get(AllowEmpty, false),
            };
            return true;
        }
    }

    private sealed class GitType : ValueType<FactSource>
    {
        private static readonly Property<string> Path = new(
            "path",
            new TextType(),
            "The clone: its folder or any folder in it, relative to the policy file."
        )
        {
            Default = ".",
            Examples = [".."],
        };

        private static readonly Property<string> Remote = new("remote", new TextType(), "The remote that is asked for branches and tags.")
        {
            Default = GitSource.UsualRemote,
        };

        private static readonly MappingShape Own = new($"'{GitSource.Keyword}'", [Path, Remote, AllowEmpty]) { Shorthand = "path" };

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out FactSource value)
        {
            value = null!;
            if (context.BindMapping(node, Own) is not { } bag || bag.Values.Count < bag.Syntax.Properties.Length)
            {
                return false;
            }

            value = new GitSource
            {
                Policy = node.Source.Path,
                Location = node.Location,
                Path = bag.Get(Path, "."),
                Remote = bag.Get(Remote, GitSource.UsualRemote),
                AllowsEmpty = bag.Get(AllowEmpty, false),
            };
            return true;
        }
    }
}
