using System.Collections.Immutable;

namespace PolicyEngine.Facts;

/// <summary>Where an <c>in-use</c> protection asks what is in use. A policy may have several of one kind. Immutable.</summary>
public abstract record UseSource : FactSource
{
    /// <inheritdoc/>
    public sealed override string Key => $"{Kind} {Location}";
}

/// <summary>The deployments of a repository on GitHub.</summary>
public sealed record DeploymentSource : UseSource
{
    /// <summary>The keyword of the kind.</summary>
    public const string Keyword = "github-deployments";

    /// <summary>The environments, by name.</summary>
    public ImmutableArray<string> Environments { get; init; } = [];

    /// <summary>How many images of each environment are in use.</summary>
    public int Newest { get; init; } = 1;

    /// <summary>The repository as owner/name; null for that of the workflow, or else of the clone.</summary>
    public string? Repository { get; init; }

    /// <summary>The base URL of GitHub's REST API; null for the usual one.</summary>
    public Uri? ApiUrl { get; init; }

    /// <inheritdoc/>
    public override string Kind => Keyword;

    /// <inheritdoc/>
    public override string Asked => $"{ApiUrl} {Repository} {Newest} {string.Join(", ", Environments)}".Trim();

    /// <inheritdoc/>
    public override string? Folder => Repository is null ? ClonePath.Of(Policy, ".") : null;
}

/// <summary>Kubernetes clusters.</summary>
public sealed record ClusterSource : UseSource
{
    /// <summary>The keyword of the kind.</summary>
    public const string Keyword = "kubernetes";

    /// <summary>What stands for all contexts.</summary>
    public const string AllContexts = "*";

    /// <summary>The name of the cluster that the program itself runs in, by its service account.</summary>
    public const string InCluster = "in-cluster";

    /// <summary>The contexts of the kubeconfig by name, or <see cref="AllContexts"/>, or <see cref="InCluster"/>.</summary>
    public ImmutableArray<string> Contexts { get; init; } = [AllContexts];

    /// <inheritdoc/>
    public override string Kind => Keyword;

    /// <inheritdoc/>
    public override string Asked => string.Join(", ", Contexts);
}
