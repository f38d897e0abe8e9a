using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PolicyEngine.Binding;
using PolicyEngine.Facts;
using PolicyEngine.Policies;
using PolicyEngine.Syntax;

namespace PolicyEngine.Document;

/// <summary><c>in-use</c>: where it is said which images are in use.</summary>
internal sealed class InUseType : ValueType<InUseSource>
{
    private static readonly Property<ImmutableArray<string>> Files = new(
        "files",
        new ListType<string>(new TextType(isFilePattern: true)),
        "Files that contain image references anywhere: YAML, JSON, Dockerfiles, compose files, Helm values. Glob paths, relative to "
            + "the policy file."
    )
    {
        Examples = [new JsonArray("../deploy/**/*.yaml", "../docker-compose.yml")],
    };

    private static readonly Property<ImmutableArray<string>> Refs = new(
        "refs",
        new ListType<string>(new TextType(isFilePattern: true)),
        "Files with one image reference a line; '#' begins a comment. Glob paths, relative to the policy file."
    )
    {
        Examples = ["running-images.txt"],
    };

    private static readonly Property<FactSource> Deployments = new(
        DeploymentSource.Keyword,
        new DeploymentsType(),
        "The newest images that were deployed successfully, as GitHub knows them."
    )
    {
        Examples = [new JsonObject { ["environments"] = new JsonArray("production", "staging"), ["newest"] = 3 }],
    };

    private static readonly Property<FactSource> Kubernetes = new(
        ClusterSource.Keyword,
        new KubernetesType(),
        "The images that Kubernetes clusters run, or would run again, in all namespaces."
    )
    {
        Examples = [new JsonObject { ["contexts"] = "*" }],
    };

    private static readonly Property<bool> AllowEmpty = new(
        "allow-empty",
        new BooleanType(),
        "Whether a list, the files of a pattern, a cluster or an environment may name no image at all, and a pattern may match no "
            + "file. Otherwise such a source counts as failed, and nothing is deleted where the protection applies."
    )
    {
        Default = false,
    };

    /// <summary>The keys.</summary>
    internal static readonly MappingShape Shape = new("'in-use'", [Files, Refs, Deployments, Kubernetes, AllowEmpty])
    {
        IsNeverEmpty = true,
        Shorthand = "files",
    };

    /// <inheritdoc/>
    public override JsonObject Schema() => Shape.Schema();

    /// <inheritdoc/>
    public override bool TryBind(SyntaxNode node, string key, BindingContext context, out InUseSource value)
    {
        value = null!;
        if (context.BindMapping(node, Shape) is not { } bag)
        {
            return false;
        }

        var isComplete = bag.Values.Count == bag.Syntax.Properties.Length;
        if (isComplete && !bag.Has(Files) && !bag.Has(Refs) && !bag.Has(Deployments) && !bag.Has(Kubernetes))
        {
            context.Report(LanguageDiagnostics.EmptyList, node, key);
            return false;
        }

        var allowsEmpty = bag.Get(AllowEmpty, false);
        value = new InUseSource(bag.Get(Files, []), bag.Get(Refs, []), node.Location, allowsEmpty)
        {
            Asked =
            [
                .. new[] { bag.Get(Deployments, null!), bag.Get(Kubernetes, null!) }
                    .OfType<FactSource>()
                    .Select(source => source with { AllowsEmpty = source.AllowsEmpty || allowsEmpty }),
            ],
        };
        return isComplete;
    }

    private sealed class DeploymentsType : ValueType<FactSource>
    {
        private static readonly Property<ImmutableArray<string>> Environments = new(
            "environments",
            new ListType<string>(new TextType()),
            "The environments, by name."
        )
        {
            IsRequired = true,
            Examples = [new JsonArray("production", "staging")],
        };

        private static readonly Property<int> Newest = new(
            "newest",
            new PositiveType(),
            "How many distinct images of each environment are in use, from the latest successful deployment on."
        )
        {
            Default = 1,
        };

        private static readonly MappingShape Own = new(
            $"'{DeploymentSource.Keyword}'",
            [Environments, Newest, GitHubKeys.Repository, GitHubKeys.ApiUrl, FactsType.AllowEmpty]
        )
        {
            Shorthand = "environments",
        };

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out FactSource value)
        {
            value = null!;
            if (
                context.BindMapping(node, Own) is not { } bag
                || bag.Values.Count < bag.Syntax.Properties.Length
                || !bag.TryGet(Environments, out var environments)
                || !GitHubKeys.TryRead(bag, context, out var repository, out var url)
            )
            {
                return false;
            }

            value = new DeploymentSource
            {
                Policy = node.Source.Path,
                Location = node.Location,
                Environments = environments,
                Newest = bag.Get(Newest, 1),
                Repository = repository,
                ApiUrl = url,
                AllowsEmpty = bag.Get(FactsType.AllowEmpty, false),
            };
            return true;
        }
    }

    private sealed class KubernetesType : ValueType<FactSource>
    {
        private static readonly Property<ImmutableArray<string>> Contexts = new(
            "contexts",
            new ListType<string>(new TextType()),
            "The contexts of the kubeconfig, by name; '*' is all of them, and 'in-cluster' the cluster that the program runs in."
        )
        {
            Default = ClusterSource.AllContexts,
            Examples = [new JsonArray("prod-eu", "prod-us")],
        };

        private static readonly MappingShape Own = new($"'{ClusterSource.Keyword}'", [Contexts, FactsType.AllowEmpty])
        {
            Shorthand = "contexts",
        };

        public override JsonObject Schema() => Own.Schema();

        public override bool TryBind(SyntaxNode node, string key, BindingContext context, out FactSource value)
        {
            value = null!;
            if (context.BindMapping(node, Own) is not { } bag || bag.Values.Count < bag.Syntax.Properties.Length)
            {
                return false;
            }

            value = new ClusterSource
            {
                Policy = node.Source.Path,
                Location = node.Location,
                Contexts = bag.Get(Contexts, [ClusterSource.AllContexts]),
                AllowsEmpty = bag.Get(FactsType.AllowEmpty, false),
            };
            return true;
        }
    }
}
